package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Changes the caller's own password, which ends their other sessions. Personal access tokens stay
 * valid unless the request asks to revoke them, because scripts depend on them. The answer names
 * those that stayed.
 */
final class OwnPassword {
  /** The largest number of tokens named in the answer; all are counted. */
  private static final int MOST_NAMES = 100;

  private final Pool pool;
  private final Changes changes;
  private final AccountTable accounts;
  private final SessionTable sessions;
  private final PersonalTokenTable tokens;
  private final LoginAttempts attempts;
  private final PasswordHasher hasher;
  private final Clock clock;

  OwnPassword(IdentityStore store, Changes changes, PasswordHasher hasher, Clock clock) {
    this.pool = store.pool();
    this.changes = changes;
    this.accounts = store.accounts();
    this.sessions = store.sessions();
    this.tokens = store.personalTokens();
    this.attempts = store.attempts();
    this.hasher = hasher;
    this.clock = clock;
  }

  /** The access that was ended, and the names of the tokens that are still valid. */
  private record Outcome(EndedAccess ended, List<String> remaining) {
    ObjectNode json() {
      ObjectNode json = ended.json().put("remaining_tokens", remaining.size());
      ArrayNode names = json.putArray("remaining_token_names");
      remaining.stream().limit(MOST_NAMES).forEach(names::add);
      return json;
    }
  }

  /** The operation {@code changeOwnPassword}. */
  Future<AdminAnswer> change(AdminRequest request) {
    Actor actor = request.requiredActor();
    if (!OwnOperations.hasSession(actor)) {
      return OwnOperations.needsSession(actor);
    }
    String old = request.requiredBody().path("old_password").asText();
    String next = request.requiredBody().path("new_password").asText();
    AccountName name = new AccountName(actor.name());
    LoginAttempt attempt = attempt(actor);
    return hasher
        .requireStrong("new_password", next, name)
        .compose(strong -> attempts.begin(attempt))
        .compose(counted -> proven(attempt, old))
        .compose(
            stored ->
                hasher
                    .hash(next)
                    .recover(
                        unhashed ->
                            attempts.forget(attempt).compose(done -> Future.failedFuture(unhashed)))
                    .compose(
                        hash ->
                            changes.make(
                                actor,
                                request.address(),
                                connection -> setPassword(connection, request, stored, hash))))
        .map(outcome -> AdminAnswer.ok(outcome.json()));
  }

  /** A caller who is signed in is not delayed by other people's failures. */
  private static LoginAttempt attempt(Actor actor) {
    return LoginAttempt.ofKnown(
        new AccountName(actor.name()), OwnOperations.session(actor).toString());
  }

  private Future<AccountTable.Stored> proven(LoginAttempt attempt, String password) {
    return accounts
        .find(pool, attempt.account())
        .compose(
            found ->
                hasher
                    .verify(password, found.map(AccountTable.Stored::hash).orElse(null))
                    .recover(
                        unseen ->
                            attempts.forget(attempt).compose(done -> Future.failedFuture(unseen)))
                    .compose(
                        right ->
                            right && found.isPresent()
                                ? Future.succeededFuture(found.get())
                                : wrongPassword(attempt.account())));
  }

  private Future<Change<Outcome>> setPassword(
      SqlConnection connection,
      AdminRequest request,
      AccountTable.Stored proven,
      PasswordHash hash) {
    Account account = proven.account();
    UUID session = OwnOperations.session(request.requiredActor());
    Instant now = clock.instant();
    return accounts
        .lock(connection, account.id())
        .compose(
            current ->
                current.filter(proven::hasSameHashAs).isPresent()
                    ? requireSession(connection, session, account.id(), now)
                    : wrongPassword(new AccountName(account.name())))
        .compose(held -> accounts.setPassword(connection, account.id(), hash))
        .compose(changed -> attempts.succeeded(connection, attempt(request.requiredActor())))
        .compose(done -> end(connection, account.id(), session, request.requiredBody(), now))
        .map(
            outcome ->
                Change.of(
                    outcome,
                    new AuditEvent(
                        "account.change-password",
                        account.target(),
                        null,
                        outcome.ended().json())));
  }

  private Future<Void> requireSession(
      SqlConnection connection, UUID session, long account, Instant now) {
    return sessions
        .holding(connection, session, account, now)
        .compose(held -> held.isPresent() ? Future.succeededFuture() : SignIn.sessionHasEnded());
  }

  private Future<Outcome> end(
      SqlConnection connection, long account, UUID kept, JsonNode body, Instant now) {
    return sessions
        .revokeOthers(connection, account, kept, now)
        .compose(
            ended ->
                (body.path("revoke_tokens").asBoolean()
                        ? tokens.revokeOf(connection, account, now)
                        : Future.succeededFuture(0))
                    .map(revoked -> new EndedAccess(ended, revoked)))
        .compose(
            ended ->
                tokens
                    .usableNames(connection, account, now)
                    .map(names -> new Outcome(ended, names)));
  }

  /** Not 401, which would mean that the session has ended. */
  private static <T> Future<T> wrongPassword(AccountName account) {
    return Future.failedFuture(
        new ProblemException(
            Problem.unprocessable(
                "The old password is wrong",
                List.of(new FieldError("old_password", "is not the account's password"))),
            new AccessRefusal(
                AccessRefusal.Credential.PASSWORD,
                AccessRefusal.Reason.WRONG_PASSWORD,
                account.text(),
                Map.of())));
  }
}
