package io.flagpost.admin.identity;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.BiFunction;

/**
 * Access when nobody can sign in: at first start, and for the commands that work directly on the
 * database. Any thread; completes on the caller's context.
 *
 * <p>Every method fails with a {@link ProblemException} for errors that its caller can correct,
 * such as a password that is too short or a name that is taken.
 */
public final class FirstAdministrator {
  private final Changes changes;
  private final PasswordHasher hasher;
  private final AccountTable accounts;
  private final AccountChanges work;

  public FirstAdministrator(Pool pool, Changes changes, PasswordHasher hasher, Clock clock) {
    this.changes = changes;
    this.hasher = hasher;
    IdentityStore store = IdentityStore.of(pool, new SecureRandom(), clock);
    this.accounts = store.accounts();
    this.work = new AccountChanges(store, clock);
  }

  /**
   * Creates the first administrator if there is no account at all, and only one even if several
   * nodes start at once.
   *
   * @return true if this call created it
   */
  public Future<Boolean> ensure(String name, String password) {
    AccountName wanted = AccountName.of(name);
    return changes
        .make(Actor.gateway(), "", connection -> isEmpty(connection).map(Change::none))
        .compose(
            empty ->
                empty
                    ? hash("admin.first-admin.password", wanted, password)
                        .compose(hash -> ensure(wanted, hash))
                    : Future.succeededFuture(false));
  }

  /** Creates another administrator. */
  public Future<Void> create(String name, String password) {
    AccountName wanted = AccountName.of(name);
    return hash("password", wanted, password)
        .compose(
            hash ->
                make(
                    "admin create",
                    (connection, actor) ->
                        work.create(connection, actor, wanted, RightsChange.to(Role.ADMIN), hash)))
        .mapEmpty();
  }

  /** Sets an account's password, and ends its sessions and personal access tokens. */
  public Future<Void> resetPassword(String name, String password) {
    AccountName wanted = AccountName.of(name);
    return hash("password", wanted, password)
        .compose(
            hash ->
                make(
                    "admin reset-password",
                    (connection, actor) -> work.resetPassword(connection, actor, wanted, hash)))
        .mapEmpty();
  }

  /** Ends the sessions and personal access tokens of all accounts, and returns how many. */
  public Future<EndedAccess> revokeSessions() {
    return changes.make(Actor.command("admin revoke-sessions"), "", work::revokeAllSessions);
  }

  /** Ends the sessions and personal access tokens of one account, and returns how many. */
  public Future<EndedAccess> revokeSessions(String name) {
    return changes.make(
        Actor.command("admin revoke-sessions"),
        "",
        connection -> work.revokeSessions(connection, AccountName.of(name)));
  }

  private <T> Future<T> make(
      String command, BiFunction<SqlConnection, Actor, Future<Change<T>>> work) {
    Actor actor = Actor.command(command);
    return changes.make(actor, "", connection -> work.apply(connection, actor));
  }

  private Future<Boolean> ensure(AccountName name, PasswordHash hash) {
    return changes.make(
        Actor.gateway(),
        "",
        connection ->
            isEmpty(connection)
                .compose(
                    empty ->
                        empty
                            ? work.create(
                                    connection,
                                    Actor.gateway(),
                                    name,
                                    RightsChange.to(Role.ADMIN),
                                    hash)
                                .map(made -> new Change<>(true, made.events()))
                            : Future.succeededFuture(Change.none(false))));
  }

  private Future<Boolean> isEmpty(SqlConnection connection) {
    return accounts.lockAll(connection).compose(locked -> accounts.isEmpty(connection));
  }

  private Future<PasswordHash> hash(String field, AccountName name, String password) {
    if (name.text().isEmpty()
        || name.text().codePointCount(0, name.text().length()) > 255
        || name.text().codePoints().anyMatch(Character::isISOControl)) {
      return refused(
          Problem.invalid(
              "name", "must have 1 to 255 characters, none of them a control character"));
    }
    return hasher.hashNew(field, password, name);
  }

  private static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
