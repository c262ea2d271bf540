package io.flagpost.admin.api;

/** Listens for requests that are refused for their credentials. */
@FunctionalInterface
public interface RefusalWatch {

  /**
   * Somebody was refused. Called on event loops; does not block and does not throw.
   *
   * @param operation what they asked for, by its id in the description
   * @param address where they asked from
   * @param requestId the id in the answer
   */
  void refused(AccessRefusal refusal, String operation, String address, String requestId);
}
