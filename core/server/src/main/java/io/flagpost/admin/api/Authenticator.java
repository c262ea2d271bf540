package io.flagpost.admin.api;

import io.vertx.core.Future;

/** Identifies the owner of a bearer token. */
public interface Authenticator {

  /**
   * Identifies the owner. Called on the event loop and completes there.
   *
   * @param token the bearer token as presented, a secret
   * @return fails with a {@link ProblemException} of status 401 if the token is not valid here:
   *     unknown, forged, expired, revoked, or issued for another audience
   */
  Future<Actor> authenticate(String token);
}
