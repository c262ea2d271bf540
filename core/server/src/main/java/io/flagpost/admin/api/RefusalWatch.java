package io.flagpost.admin.api;

/** Is told of everybody who is refused for what they came with. */
@FunctionalInterface
public interface RefusalWatch {

  /**
   * Somebody was refused. Called on event loops; does not block and does not throw.
   *
   * @param operation what they asked for, by its id in the description
   * @param address where they asked from
   * @param requestId the id in the answer
   */
  void refused(Refusal refusal, String operation, String address, String requestId);
}
