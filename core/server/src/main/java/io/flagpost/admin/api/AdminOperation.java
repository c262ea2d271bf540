package io.flagpost.admin.api;

import io.vertx.core.Future;

/** One operation of the admin API. */
public interface AdminOperation {

  /**
   * Performs the operation. Called on the admin listener's event loop with a request that was
   * authenticated, authorised and checked against the description; must not block.
   *
   * @return fails with a {@link ProblemException} for errors that the caller can correct; any other
   *     failure is logged and answered with 500
   */
  Future<AdminAnswer> perform(AdminRequest request);
}
