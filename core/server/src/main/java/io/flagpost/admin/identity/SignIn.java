package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
  private final KnownDevices devices;
  private final PasswordHasher hasher;
  private final AccessTokens tokens;
  private final Duration sessionLifetime;
  private final SecureRandom random;
  private final Clock clock;

  SignIn(
      IdentityStore store,
      Changes changes,
      PasswordHasher hasher,
      AccessTokens tokens,
      Duration sessionLifetime,
      SecureRandom random,
      Clock clock) {
    this.pool = store.pool();
    this.changes = changes;
    this.accounts = store.accounts();
    this.sessions = store.sessions();
    this.attempts = store.attempts();
    this.devices = store.devices();
    this.hasher = hasher;
    this.tokens = tokens;
    this.sessionLifetime = sessionLifetime;
    this.random = random;
    this.clock = clock;
  }

  /** The tokens that a sign-in returns. */
  record Granted(
      SessionTable.Live session,
      AccessTokens.Issued access,
      OpaqueToken refresh,
      Optional<OpaqueToken> device) {
    /** The only answer that contains them. */
    ObjectNode json() {
      ObjectNode json = tokens();
      device.ifPresent(token -> json.put("device_token", token.value()));
      return json;
    }

    private ObjectNode tokens() {
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
   *
   * @param presented the token that the device kept from an earlier sign-in; empty if none
   */
  Future<Granted> login(AccountName name, String password, OpaqueToken presented, String address) {
    return devices
        .recognised(pool, presented, name, clock.instant())
        .compose(
            device ->
                login(
                    device
                        .map(known -> LoginAttempt.ofKnown(name, known.value()))
                        .orElseGet(() -> LoginAttempt.ofStranger(name, address)),
                    password,
                    device,
                    address));
  }

  private Future<Granted> login(
      LoginAttempt attempt, String password, Optional<OpaqueToken> device, String address) {
    return attempts
        .begin(attempt)
        .compose(counted -> accounts.find(pool, attempt.account()))
        .compose(
            found ->
                hasher
                    .verify(password, found.map(AccountTable.Stored::hash).orElse(null))
                    .recover(unseen -> attempts.forget(attempt).compose(v -> fail(unseen)))
                    .compose(right -> judged(found, right)))
        .compose(
            proven ->
                upgrade(password, proven)
                    .recover(unhashed -> attempts.forget(attempt).compose(v -> fail(unhashed)))
                    .compose(upgraded -> open(proven, upgraded, attempt, device, address)));
  }

  /**
   * Exchanges a refresh token for new tokens; it cannot be used again. One that was used before
   * ends its session, because either its first or its second user has stolen it. Fails with a 401
   * {@link ProblemException} if it is invalid.
   */
  Future<Granted> refresh(OpaqueToken presented, String address) {
    if (!presented.isOf(OpaqueToken.REFRESH)) {
      return fail(refusedRefresh(Reason.UNKNOWN, null));
    }
    return sessions
        .findToken(pool, presented, clock.instant())
        .compose(
            found ->
                found
                    .map(token -> refresh(token.session(), presented, address))
                    .orElseGet(() -> fail(refusedRefresh(Reason.ENDED, null))));
  }

  /** Ends a session; true if it was valid. */
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

  /** The answer is always the same; the reason is for the log only. */
  private static Future<AccountTable.Stored> judged(
      Optional<AccountTable.Stored> found, boolean right) {
    if (found.isEmpty()) {
      return fail(refused(Reason.UNKNOWN_ACCOUNT, null));
    }
    Account account = found.get().account();
    if (!right) {
      return fail(refused(Reason.WRONG_PASSWORD, account.name()));
    }
    return account.active()
        ? Future.succeededFuture(found.get())
        : fail(refused(Reason.INACTIVE_ACCOUNT, account.name()));
  }

  private Future<Granted> open(
      AccountTable.Stored proven,
      Optional<PasswordHash> upgraded,
      LoginAttempt attempt,
      Optional<OpaqueToken> device,
      String address) {
    Instant now = clock.instant();
    SessionTable.Live session =
        new SessionTable.Live(
            UUID.randomUUID(),
            now.plus(sessionLifetime),
            proven.account().id(),
            proven.account().name(),
            proven.account().rights());
    OpaqueToken refresh = OpaqueToken.generate(OpaqueToken.REFRESH, random);
    return changes.make(
        session.actor(),
        address,
        connection ->
            requireUnchanged(connection, proven)
                .compose(same -> attempts.succeeded(connection, attempt))
                .compose(
                    done ->
                        upgraded
                            .map(
                                hash -> accounts.upgradeHash(connection, session.accountId(), hash))
                            .orElseGet(Future::succeededFuture))
                .compose(done -> sessions.insert(connection, session, address, refresh, now))
                .compose(done -> devices.signedIn(connection, device, session.accountId(), now))
                .map(kept -> opened(session, refresh, kept)));
  }

  private Change<Granted> opened(
      SessionTable.Live session, OpaqueToken refresh, OpaqueToken device) {
    ObjectNode after =
        JsonNodeFactory.instance
            .objectNode()
            .put("account", session.account())
            .put("expires_at", session.expiresAt().toString());
    return Change.of(
        new Granted(session, tokens.issue(session), refresh, Optional.of(device)),
        new AuditEvent("session.create", target(session.id()), null, after));
  }

  /** The password may have been changed, or the account deactivated, while it was being hashed. */
  private Future<Void> requireUnchanged(SqlConnection connection, AccountTable.Stored proven) {
    return accounts
        .lock(connection, proven.account().id())
        .compose(
            current ->
                current
                        .filter(now -> now.account().active() && now.hasSameHashAs(proven))
                        .isPresent()
                    ? Future.succeededFuture()
                    : fail(refused(Reason.WRONG_PASSWORD, proven.account().name())));
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
            session.actor(),
            address,
            connection ->
                sessions
                    .lockToken(connection, presented, clock.instant())
                    .compose(
                        token ->
                            token
                                .map(held -> rotate(connection, held, presented))
                                .orElseGet(
                                    () -> fail(refusedRefresh(Reason.ENDED, session.account())))))
        .compose(
            granted ->
                granted
                    .map(Future::succeededFuture)
                    .orElseGet(() -> fail(refusedRefresh(Reason.USED_TWICE, session.account()))));
  }

  /**
   * Completes with an empty result, rather than a failure, if the session was ended, so that this
   * is committed.
   */
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
        .map(
            done ->
                Change.none(
                    Optional.of(
                        new Granted(session, tokens.issue(session), next, Optional.empty()))));
  }

  private static AuditEvent revoked(UUID session, String reason) {
    return new AuditEvent(
        "session.revoke",
        target(session),
        null,
        JsonNodeFactory.instance.objectNode().put("reason", reason));
  }

  private static String target(UUID session) {
    return "session/" + session;
  }

  private static ProblemException refused(Reason reason, @Nullable String account) {
    return new ProblemException(
        Problem.unauthorized("The name or the password is wrong"),
        new AccessRefusal(Credential.PASSWORD, reason, account, Map.of()));
  }

  /** Refuses an operation that needs a valid session. */
  static <T> Future<T> sessionHasEnded() {
    return fail(endedSession(AccessRefusal.of(Credential.ACCESS_TOKEN, Reason.ENDED)));
  }

  private static ProblemException endedSession(AccessRefusal refusal) {
    return new ProblemException(
        Problem.unauthorized("The session has ended: sign in again"), refusal);
  }

  private static ProblemException refusedRefresh(Reason reason, @Nullable String account) {
    return endedSession(new AccessRefusal(Credential.REFRESH_TOKEN, reason, account, Map.of()));
  }

  private static <T> Future<T> fail(Throwable failure) {
    return Future.failedFuture(failure);
  }
}
