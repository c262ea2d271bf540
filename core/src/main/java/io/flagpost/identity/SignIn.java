package io.flagpost.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.Actor;
import io.flagpost.admin.Problem;
import io.flagpost.admin.ProblemException;
import io.flagpost.audit.AuditEvent;
import io.flagpost.audit.Change;
import io.flagpost.audit.Changes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens sessions for passwords, and renews their tokens. Any thread; completes on the caller's
 * context.
 */
final class SignIn {
  private final Pool pool;
  private final Changes changes;
  private final AccountTable accounts;
  private final SessionTable sessions;
  private final LoginAttempts attempts;
  private final PasswordHasher hasher;
  private final AccessTokens tokens;
  private final Duration sessionLifetime;
  private final SecureRandom random;
  private final Clock clock;

  SignIn(
      Pool pool,
      Changes changes,
      AccountTable accounts,
      SessionTable sessions,
      LoginAttempts attempts,
      PasswordHasher hasher,
      AccessTokens tokens,
      Duration sessionLifetime,
      SecureRandom random,
      Clock clock) {
    this.pool = pool;
    this.changes = changes;
    this.accounts = accounts;
    this.sessions = sessions;
    this.attempts = attempts;
    this.hasher = hasher;
    this.tokens = tokens;
    this.sessionLifetime = sessionLifetime;
    this.random = random;
    this.clock = clock;
  }

  /** The tokens that whoever signed in gets. */
  record Granted(SessionTable.Live session, AccessTokens.Issued access, OpaqueToken refresh) {
    /** The one answer that shows them. */
    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("access_token", access.value())
          .put("token_type", "Bearer")
          .put("expires_at", access.expiresAt().toString())
          .put("refresh_token", refresh.value())
          .put("session_expires_at", session.expiresAt().toString());
    }
  }

  /**
   * Opens a session. Fails with a {@link ProblemException}: 401, the same one for an unknown
   * account, a wrong password and an inactive account; 429 after too many failures; 503 if too many
   * passwords wait to be checked.
   */
  Future<Granted> login(AccountName name, String password, String address) {
    return attempts
        .begin(name, address)
        .compose(counted -> accounts.find(pool, name))
        .compose(
            found ->
                hasher
                    .verify(password, found.map(AccountTable.Stored::hash).orElse(null))
                    .recover(unseen -> attempts.forget(name, address).compose(v -> fail(unseen)))
                    .map(right -> found.filter(stored -> right && stored.account().active())))
        .compose(
            proven -> proven.map(Future::succeededFuture).orElseGet(() -> fail(wrongPassword())))
        .compose(
            proven ->
                upgrade(password, proven)
                    .compose(upgraded -> open(proven, upgraded, name, address)));
  }

  /**
   * New tokens for a refresh token, which is used up by that. One that was used before ends its
   * session: either the first or the second to bring it has stolen it. Fails with a 401 {@link
   * ProblemException} if it is of no use.
   */
  Future<Granted> refresh(OpaqueToken presented, String address) {
    if (!presented.isOf(OpaqueToken.REFRESH)) {
      return fail(endedSession());
    }
    return sessions
        .findToken(pool, presented, clock.instant())
        .compose(
            found ->
                found
                    .map(token -> refresh(token.session(), presented, address))
                    .orElseGet(() -> fail(endedSession())));
  }

  /** Ends a session; true if it held until now. */
  Future<Boolean> logout(Actor actor, UUID session, String address) {
    return changes.make(
        actor,
        address,
        connection ->
            sessions
                .revoke(connection, session, clock.instant())
                .map(
                    ended ->
                        ended ? Change.of(true, revoked(session, "logout")) : Change.none(false)));
  }

  private Future<Granted> open(
      AccountTable.Stored proven,
      Optional<PasswordHash> upgraded,
      AccountName name,
      String address) {
    Instant now = clock.instant();
    SessionTable.Live session =
        new SessionTable.Live(
            UUID.randomUUID(),
            now.plus(sessionLifetime),
            proven.account().id(),
            proven.account().name(),
            proven.account().role());
    OpaqueToken refresh = OpaqueToken.generate(OpaqueToken.REFRESH, random);
    return changes.make(
        actor(session),
        address,
        connection ->
            requireUnchanged(connection, proven)
                .compose(same -> attempts.succeeded(connection, name, address))
                .compose(
                    done ->
                        upgraded
                            .map(
                                hash -> accounts.upgradeHash(connection, session.accountId(), hash))
                            .orElseGet(Future::succeededFuture))
                .compose(done -> sessions.insert(connection, session, address, refresh, now))
                .map(done -> opened(session, refresh)));
  }

  private Change<Granted> opened(SessionTable.Live session, OpaqueToken refresh) {
    ObjectNode after =
        JsonNodeFactory.instance
            .objectNode()
            .put("account", session.account())
            .put("expires_at", session.expiresAt().toString());
    return Change.of(
        new Granted(session, tokens.issue(session), refresh),
        new AuditEvent("session.create", target(session.id()), null, after));
  }

  /** The password may have been changed, or the account closed, while it was hashed. */
  private Future<Void> requireUnchanged(SqlConnection connection, AccountTable.Stored proven) {
    return accounts
        .lock(connection, proven.account().id())
        .compose(
            current ->
                current
                        .filter(now -> now.account().active() && now.hasSameHashAs(proven))
                        .isPresent()
                    ? Future.succeededFuture()
                    : fail(wrongPassword()));
  }

  private Future<Optional<PasswordHash>> upgrade(String password, AccountTable.Stored proven) {
    return hasher.isOutdated(proven.hash())
        ? hasher.hash(password).map(Optional::of)
        : Future.succeededFuture(Optional.empty());
  }

  private Future<Granted> refresh(
      SessionTable.Live session, OpaqueToken presented, String address) {
    return changes
        .make(
            actor(session),
            address,
            connection ->
                sessions
                    .lockToken(connection, presented, clock.instant())
                    .compose(
                        token ->
                            token
                                .map(held -> rotate(connection, held, presented))
                                .orElseGet(() -> fail(endedSession()))))
        .compose(
            granted -> granted.map(Future::succeededFuture).orElseGet(() -> fail(endedSession())));
  }

  /** Ends with an empty result, rather than a failure, if the session was ended: that stays. */
  private Future<Change<Optional<Granted>>> rotate(
      SqlConnection connection, SessionTable.Refresh held, OpaqueToken presented) {
    SessionTable.Live session = held.session();
    Instant now = clock.instant();
    if (held.used()) {
      return sessions
          .revoke(connection, session.id(), now)
          .map(
              ended ->
                  Change.of(Optional.empty(), revoked(session.id(), "a refresh token came twice")));
    }
    OpaqueToken next = OpaqueToken.generate(OpaqueToken.REFRESH, random);
    return sessions
        .replaceToken(connection, session.id(), presented, next, now)
        .map(done -> Change.none(Optional.of(new Granted(session, tokens.issue(session), next))));
  }

  private static AuditEvent revoked(UUID session, String reason) {
    return new AuditEvent(
        "session.revoke",
        target(session),
        null,
        JsonNodeFactory.instance.objectNode().put("reason", reason));
  }

  private static Actor actor(SessionTable.Live session) {
    return new Actor(
        Actor.Kind.ACCOUNT,
        session.account(),
        session.accountId(),
        session.id().toString(),
        session.role());
  }

  private static String target(UUID session) {
    return "session/" + session;
  }

  private static ProblemException wrongPassword() {
    return new ProblemException(Problem.unauthorized("The name or the password is wrong"));
  }

  /** Refuses what only a session that holds may do. */
  static <T> Future<T> sessionHasEnded() {
    return fail(endedSession());
  }

  private static ProblemException endedSession() {
    return new ProblemException(Problem.unauthorized("The session has ended: sign in again"));
  }

  private static <T> Future<T> fail(Throwable failure) {
    return Future.failedFuture(failure);
  }
}
