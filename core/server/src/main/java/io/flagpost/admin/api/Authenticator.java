package io.flagpost.admin.api;

import io.vertx.core.Future;

/** Finds out who a bearer token belongs to. */
public interface Authenticator {

  /**
   * Who it is. Called on the event loop and completes there.
   *
   * @param token the bearer token as it was presented, a secret
   * @return fails with a {@link ProblemException} of status 401 if the token is of no use: unknown,
   *     forged, expired, revoked, or made for somebody else
   */
  Future<Actor> authenticate(String token);
}
