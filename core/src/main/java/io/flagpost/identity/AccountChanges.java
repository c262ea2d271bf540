package io.flagpost.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.Problem;
import io.flagpost.admin.ProblemException;
import io.flagpost.admin.Role;
import io.flagpost.audit.AuditEvent;
import io.flagpost.audit.Change;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to accounts, each within the caller's transaction. There is always an active
 * administrator, and whatever takes something from an account ends its sessions. Any thread;
 * completes on the caller's context.
 */
final class AccountChanges {
  private final AccountTable accounts;
  private final SessionTable sessions;
  private final LoginAttempts attempts;
  private final Clock clock;

  AccountChanges(
      AccountTable accounts, SessionTable sessions, LoginAttempts attempts, Clock clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.attempts = attempts;
    this.clock = clock;
  }

  Future<Change<Account>> create(
      SqlConnection connection, AccountName name, Role role, PasswordHash hash) {
    return accounts
        .lockAll(connection)
        .compose(locked -> accounts.insert(connection, name, role, hash))
        .map(
            made ->
                Change.of(
                    made, new AuditEvent("account.create", made.target(), null, made.json())));
  }

  /**
   * Changes what an account may do.
   *
   * @param role null: as it is
   * @param active null: as it is
   */
  Future<Change<Account>> update(
      SqlConnection connection,
      AccountName name,
      OptionalLong revision,
      @Nullable Role role,
      @Nullable Boolean active) {
    return lock(connection, name, revision)
        .compose(
            account -> {
              Role newRole = role == null ? account.role() : role;
              boolean newActive = active == null ? account.active() : active;
              return newRole == account.role() && newActive == account.active()
                  ? Future.succeededFuture(Change.none(account))
                  : update(connection, account, newRole, newActive);
            });
  }

  Future<Change<Account>> delete(
      SqlConnection connection, AccountName name, OptionalLong revision) {
    return lock(connection, name, revision)
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

  /** Gives an account a new password, whatever the old one was. */
  Future<Change<Account>> resetPassword(
      SqlConnection connection, AccountName name, PasswordHash hash) {
    return lock(connection, name, OptionalLong.empty())
        .compose(account -> accounts.setPassword(connection, account.id(), hash))
        .compose(
            account ->
                attempts
                    .clear(connection, name)
                    .compose(done -> sessions.revokeOf(connection, account.id(), clock.instant()))
                    .map(
                        ended ->
                            Change.of(
                                account,
                                new AuditEvent(
                                    "account.reset-password",
                                    account.target(),
                                    null,
                                    ended(ended)))));
  }

  /** Ends an account's sessions, and tells how many. */
  Future<Change<Integer>> revokeSessions(SqlConnection connection, AccountName name) {
    return accounts
        .require(connection, name)
        .compose(
            account ->
                sessions
                    .revokeOf(connection, account.id(), clock.instant())
                    .map(ended -> revoked(account.target(), ended)));
  }

  /** Ends all sessions, and tells how many. */
  Future<Change<Integer>> revokeAllSessions(SqlConnection connection) {
    return sessions
        .revokeAll(connection, clock.instant())
        .map(ended -> revoked("account/*", ended));
  }

  /** What the audit log says of sessions that were ended. */
  static ObjectNode ended(int sessions) {
    return JsonNodeFactory.instance.objectNode().put("revoked_sessions", sessions);
  }

  private static Change<Integer> revoked(String target, int ended) {
    return ended == 0
        ? Change.none(0)
        : Change.of(ended, new AuditEvent("session.revoke", target, null, ended(ended)));
  }

  private Future<Change<Account>> update(
      SqlConnection connection, Account account, Role role, boolean active) {
    boolean loses = !active || Roles.exceeds(account.role(), role);
    return keepAnAdmin(connection, account, active && role == Role.ADMIN)
        .compose(kept -> accounts.update(connection, account.id(), role, active))
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

  private Future<Account> lock(SqlConnection connection, AccountName name, OptionalLong revision) {
    return accounts
        .lockAll(connection)
        .compose(locked -> accounts.lock(connection, name))
        .compose(
            account ->
                revision.isPresent() && revision.getAsLong() != account.revision()
                    ? Future.failedFuture(new ProblemException(Problem.stale(account.revision())))
                    : Future.succeededFuture(account));
  }
}
