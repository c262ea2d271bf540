package io.flagpost.admin.identity;

import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Authenticator;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates every kind of bearer token: access tokens of sessions, personal access tokens, and
 * tokens of the external issuer if there is one. One indexed query each time reads whether the
 * session or token is still valid, and the account's current rights.
 */
public final class BearerAuthenticator implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(BearerAuthenticator.class);

  private final Pool pool;
  private final AccessTokens accessTokens;
  private final SessionTable sessions;
  private final PersonalTokenTable personalTokens;
  private final @Nullable OidcIssuer issuer;
  private final Clock clock;

  BearerAuthenticator(
      IdentityStore store, AccessTokens accessTokens, @Nullable OidcIssuer issuer, Clock clock) {
    this.pool = store.pool();
    this.accessTokens = accessTokens;
    this.sessions = store.sessions();
    this.personalTokens = store.personalTokens();
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public Future<Actor> authenticate(String token) {
    OpaqueToken opaque = new OpaqueToken(token);
    return opaque.isOf(OpaqueToken.PERSONAL)
        ? ofPersonalToken(opaque)
        : BearerJwt.read(token)
            .map(this::ofJwt)
            .orElseGet(() -> refused(AccessRefusal.of(Credential.UNKNOWN_TOKEN, Reason.UNKNOWN)));
  }

  /** Refuses a token; the answer is the same whatever was wrong with it. */
  static <T> Future<T> refused(Credential credential, @Nullable Reason reason, BearerJwt token) {
    return refused(
        new AccessRefusal(credential, reason == null ? Reason.OTHER : reason, null, token.facts()));
  }

  private static <T> Future<T> refused(AccessRefusal refusal) {
    return Future.failedFuture(
        new ProblemException(
            Problem.unauthorized("The token is unknown, expired or revoked"), refusal));
  }

  private Future<Actor> ofJwt(BearerJwt token) {
    if (token.issuer().equals(AccessTokens.ISSUER)) {
      return accessTokens.verify(token).compose(claims -> ofSession(claims, token));
    }
    OidcIssuer external = issuer;
    return external != null && external.issued(token)
        ? external.verify(token)
        : refused(Credential.UNKNOWN_TOKEN, Reason.UNKNOWN, token);
  }

  private Future<Actor> ofSession(AccessTokens.Claims claims, BearerJwt token) {
    return sessions
        .live(pool, claims.session(), claims.accountId(), clock.instant())
        .compose(
            live ->
                live.map(SessionTable.Live::actor)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> refused(Credential.ACCESS_TOKEN, Reason.ENDED, token)));
  }

  private Future<Actor> ofPersonalToken(OpaqueToken token) {
    Instant now = clock.instant();
    return personalTokens
        .usable(pool, token, now)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(actor(found.get(), now))
                    : personalTokens.past(pool, token).compose(BearerAuthenticator::refused));
  }

  private Actor actor(PersonalTokenTable.Usable usable, Instant now) {
    if (usable.isToBeTouched(now)) {
      touch(usable.id(), now);
    }
    return new Actor(
        Actor.Kind.TOKEN,
        usable.account(),
        usable.accountId(),
        Long.toString(usable.id()),
        usable.rights().role(),
        usable.rights().scope());
  }

  /** Does not delay the request: the time of the last use is not worth waiting for. */
  private void touch(long id, Instant now) {
    personalTokens
        .touch(pool, id, now)
        .onFailure(e -> LOG.warn("Cannot record the use of token {}: {}", id, e.toString()));
  }
}
