package io.flagpost.admin.identity;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Changes to accounts, each within the caller's transaction. Nobody gives, changes or takes over
 * rights that he does not have himself. There is always an active administrator, and reducing an
 * account's rights ends its sessions. A personal access token never has more rights than its
 * account; a new password and an order to end all access revoke it for good. Any thread; completes
 * on the caller's context.
 */
final class AccountChanges {
  private final AccountTable accounts;
  private final RoleTable roles;
  private final SessionTable sessions;
  private final PersonalTokenTable tokens;
  private final LoginAttempts attempts;
  private final KnownDevices devices;
  private final Clock clock;

  AccountChanges(IdentityStore store, Clock clock) {
    this.accounts = store.accounts();
    this.roles = store.roles();
    this.sessions = store.sessions();
    this.tokens = store.personalTokens();
    this.attempts = store.attempts();
    this.devices = store.devices();
    this.clock = clock;
  }

  /** Refuses a name that people could mistake for another account's. */
  Future<Change<Account>> create(
      SqlConnection connection,
      Actor actor,
      AccountName name,
      RightsChange wanted,
      PasswordHash hash) {
    LookAlikes lookAlikes = new LookAlikes();
    Optional<String> objection = lookAlikes.objection(name);
    if (objection.isPresent()) {
      return Future.failedFuture(new ProblemException(Problem.invalid("name", objection.get())));
    }
    return accounts
        .lockAll(connection)
        .compose(locked -> accounts.names(connection))
        .compose(
            names ->
                lookAlikes
                    .twin(name, names)
                    .<Future<Void>>map(twin -> Future.failedFuture(taken(twin)))
                    .orElseGet(Future::succeededFuture))
        .compose(free -> wanted.ofNew(roles, connection))
        .compose(
            rights ->
                rights
                    .requireOf(actor)
                    .compose(granted -> accounts.insert(connection, name, rights, hash)))
        .map(
            made ->
                Change.of(
                    made, new AuditEvent("account.create", made.target(), null, made.json())));
  }

  private static ProblemException taken(String twin) {
    return new ProblemException(
        Problem.conflict(
            "an account exists whose name looks the same",
            List.of(new FieldError("name", "looks like " + twin))));
  }

  /**
   * Changes an account's rights or state.
   *
   * @param active null to leave it
   */
  Future<Change<Account>> update(
      SqlConnection connection,
      Actor actor,
      AccountName name,
      OptionalLong revision,
      RightsChange wanted,
      @Nullable Boolean active) {
    return lock(connection, actor, name, revision)
        .compose(
            account -> {
              boolean newActive = active == null ? account.active() : active;
              return wanted
                  .applyTo(account.rights(), roles, connection)
                  .compose(rights -> rights.requireOf(actor).map(rights))
                  .compose(
                      rights ->
                          rights.equals(account.rights()) && newActive == account.active()
                              ? Future.succeededFuture(Change.none(account))
                              : update(connection, account, rights, newActive));
            });
  }

  Future<Change<Account>> delete(
      SqlConnection connection, Actor actor, AccountName name, OptionalLong revision) {
    return lock(connection, actor, name, revision)
        .compose(
            account ->
                keepAnAdmin(connection, account, false)
                    .compose(kept -> accounts.delete(connection, account.id()))
                    .map(
                        done ->
                            Change.of(
                                account,
                                new AuditEvent(
                                    "account.delete", account.target(), account.json(), null))));
  }

  /**
   * Sets a new password without asking for the old one. The existing access is then not trusted:
   * sessions and personal access tokens end.
   */
  Future<Change<Account>> resetPassword(
      SqlConnection connection, Actor actor, AccountName name, PasswordHash hash) {
    return lock(connection, actor, name, OptionalLong.empty())
        .compose(account -> accounts.setPassword(connection, account.id(), hash))
        .compose(
            account ->
                attempts
                    .clear(connection, name)
                    .compose(done -> endAccess(connection, account.id()))
                    .map(
                        ended ->
                            Change.of(
                                account,
                                new AuditEvent(
                                    "account.reset-password",
                                    account.target(),
                                    null,
                                    ended.json()))));
  }

  /** Ends an account's sessions and personal access tokens, and returns how many. */
  Future<Change<EndedAccess>> revokeSessions(SqlConnection connection, AccountName name) {
    return accounts
        .lock(connection, name)
        .compose(
            account ->
                endAccess(connection, account.id()).map(ended -> revoked(account.target(), ended)));
  }

  /** Ends all sessions and personal access tokens, and returns how many. */
  Future<Change<EndedAccess>> revokeAllSessions(SqlConnection connection) {
    Instant now = clock.instant();
    return sessions
        .revokeAll(connection, now)
        .compose(
            ended ->
                tokens.revokeAll(connection, now).map(revoked -> new EndedAccess(ended, revoked)))
        .compose(ended -> devices.forgetAll(connection).map(ended))
        .map(ended -> revoked("account/*", ended));
  }

  /**
   * Sessions first: the creation of a token locks its session's row, so a concurrent one is either
   * seen here or fails.
   */
  private Future<EndedAccess> endAccess(SqlConnection connection, long account) {
    Instant now = clock.instant();
    return sessions
        .revokeOf(connection, account, now)
        .compose(
            ended ->
                tokens
                    .revokeOf(connection, account, now)
                    .map(revoked -> new EndedAccess(ended, revoked)))
        .compose(ended -> devices.forget(connection, account).map(ended));
  }

  private static Change<EndedAccess> revoked(String target, EndedAccess ended) {
    return ended.isNothing()
        ? Change.none(ended)
        : Change.of(ended, new AuditEvent("session.revoke", target, null, ended.json()));
  }

  private Future<Change<Account>> update(
      SqlConnection connection, Account account, Rights rights, boolean active) {
    boolean loses = !active || !rights.covers(account.rights());
    return keepAnAdmin(connection, account, active && Account.isAdmin(rights))
        .compose(kept -> accounts.update(connection, account.id(), rights, active))
        .compose(
            changed ->
                (loses
                        ? sessions.revokeOf(connection, account.id(), clock.instant())
                        : Future.succeededFuture(0))
                    .map(
                        ended ->
                            Change.of(
                                changed,
                                new AuditEvent(
                                    "account.update",
                                    account.target(),
                                    account.json(),
                                    changed.json()))));
  }

  private Future<Void> keepAnAdmin(SqlConnection connection, Account account, boolean stays) {
    return account.isActiveAdmin() && !stays
        ? accounts.requireAnotherAdmin(connection, account.id())
        : Future.succeededFuture();
  }

  private Future<Account> lock(
      SqlConnection connection, Actor actor, AccountName name, OptionalLong revision) {
    return accounts
        .lockAll(connection)
        .compose(locked -> accounts.lock(connection, name))
        .compose(account -> account.rights().requireOf(actor).map(account))
        .compose(
            account ->
                revision.isPresent() && revision.getAsLong() != account.revision()
                    ? Future.failedFuture(new ProblemException(Problem.stale(account.revision())))
                    : Future.succeededFuture(account));
  }
}
