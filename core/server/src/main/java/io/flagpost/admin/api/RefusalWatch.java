package io.flagpost.admin.api;

/** Is notified of requests that are refused because of their credentials. */
@FunctionalInterface
public interface RefusalWatch {

  /**
   * A request was refused. Called on event loops; does not block or throw.
   *
   * @param operation the requested operation's id in the description
   * @param address the client address
   * @param requestId the id in the answer
   */
  void refused(AccessRefusal refusal, String operation, String address, String requestId);
}
