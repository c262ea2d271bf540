package io.flagpost.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.Actor;
import io.flagpost.admin.AdminAnswer;
import io.flagpost.admin.AdminOperation;
import io.flagpost.admin.AdminRequest;
import io.flagpost.admin.FieldError;
import io.flagpost.admin.Problem;
import io.flagpost.admin.ProblemException;
import io.flagpost.audit.AuditEvent;
import io.flagpost.audit.Change;
import io.flagpost.audit.Changes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The operations by which somebody signs in and out and looks after their own password. */
final class OwnOperations {
  private final Pool pool;
  private final Changes changes;
  private final SignIn signIn;
  private final AccountTable accounts;
  private final SessionTable sessions;
  private final LoginAttempts attempts;
  private final PasswordHasher hasher;
  private final Clock clock;

  OwnOperations(
      Pool pool,
      Changes changes,
      SignIn signIn,
      AccountTable accounts,
      SessionTable sessions,
      LoginAttempts attempts,
      PasswordHasher hasher,
      Clock clock) {
    this.pool = pool;
    this.changes = changes;
    this.signIn = signIn;
    this.accounts = accounts;
    this.sessions = sessions;
    this.attempts = attempts;
    this.hasher = hasher;
    this.clock = clock;
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "login", this::login,
        "refreshSession", this::refresh,
        "logout", this::logout,
        "whoAmI", this::whoAmI,
        "changeOwnPassword", this::changePassword);
  }

  /**
   * Whether somebody signed in with a password. What a session may do and a token may not, a stolen
   * token cannot be used for to stay.
   */
  static boolean hasSession(Actor actor) {
    return actor.kind() == Actor.Kind.ACCOUNT;
  }

  /** Refuses whoever did not sign in with a password. */
  static <T> Future<T> needsSession() {
    return Future.failedFuture(
        new ProblemException(
            Problem.forbidden("it takes a sign-in with a password, not another token")));
  }

  private Future<AdminAnswer> login(AdminRequest request) {
    JsonNode body = request.requiredBody();
    return signIn
        .login(
            AccountName.of(body.path("name").asText()),
            body.path("password").asText(),
            request.address())
        .map(OwnOperations::secret);
  }

  private Future<AdminAnswer> refresh(AdminRequest request) {
    return signIn
        .refresh(
            new OpaqueToken(request.requiredBody().path("refresh_token").asText()),
            request.address())
        .map(OwnOperations::secret);
  }

  private Future<AdminAnswer> logout(AdminRequest request) {
    Actor actor = request.requiredActor();
    return hasSession(actor)
        ? signIn
            .logout(actor, session(actor), request.address())
            .map(ended -> AdminAnswer.noContent())
        : needsSession();
  }

  private Future<AdminAnswer> whoAmI(AdminRequest request) {
    Actor actor = request.requiredActor();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", actor.kind().name().toLowerCase(Locale.ROOT))
            .put("name", actor.name())
            .put("role", Roles.text(actor.role()))
            .put("credential", actor.credential());
    return Future.succeededFuture(AdminAnswer.ok(json));
  }

  private Future<AdminAnswer> changePassword(AdminRequest request) {
    Actor actor = request.requiredActor();
    if (!hasSession(actor)) {
      return needsSession();
    }
    String old = request.requiredBody().path("old_password").asText();
    String next = request.requiredBody().path("new_password").asText();
    AccountName name = new AccountName(actor.name());
    Optional<Problem> problem = PasswordRules.problem("new_password", next, name.text());
    if (problem.isPresent()) {
      return refused(problem.get());
    }
    return attempts
        .begin(name, request.address())
        .compose(counted -> proven(name, old, request.address()))
        .compose(
            stored ->
                hasher
                    .hash(next)
                    .compose(
                        hash ->
                            changes.make(
                                actor,
                                request.address(),
                                connection -> setPassword(connection, request, stored, hash))))
        .map(done -> AdminAnswer.noContent());
  }

  private Future<AccountTable.Stored> proven(AccountName name, String password, String address) {
    return accounts
        .find(pool, name)
        .compose(
            found ->
                hasher
                    .verify(password, found.map(AccountTable.Stored::hash).orElse(null))
                    .recover(
                        unseen ->
                            attempts
                                .forget(name, address)
                                .compose(done -> Future.failedFuture(unseen)))
                    .compose(
                        right ->
                            right && found.isPresent()
                                ? Future.succeededFuture(found.get())
                                : wrongPassword()));
  }

  private Future<Change<Account>> setPassword(
      SqlConnection connection,
      AdminRequest request,
      AccountTable.Stored proven,
      PasswordHash hash) {
    Account account = proven.account();
    UUID session = session(request.requiredActor());
    return accounts
        .lock(connection, account.id())
        .compose(
            current ->
                current.filter(proven::hasSameHashAs).isPresent()
                    ? accounts.setPassword(connection, account.id(), hash)
                    : OwnOperations.<Account>wrongPassword())
        .compose(
            changed ->
                attempts
                    .succeeded(connection, new AccountName(account.name()), request.address())
                    .compose(
                        done ->
                            sessions.revokeOthers(
                                connection, account.id(), session, clock.instant()))
                    .map(
                        ended ->
                            Change.of(
                                changed,
                                new AuditEvent(
                                    "account.change-password",
                                    account.target(),
                                    null,
                                    AccountChanges.ended(ended)))));
  }

  private static UUID session(Actor actor) {
    return UUID.fromString(
        Objects.requireNonNull(actor.credential(), "who signed in has a session"));
  }

  /** No 401, which would say that the session is over. */
  private static <T> Future<T> wrongPassword() {
    return refused(
        Problem.unprocessable(
            "The old password is wrong",
            List.of(new FieldError("old_password", "is not the account's password"))));
  }

  private static AdminAnswer secret(SignIn.Granted granted) {
    return AdminAnswer.ok(granted.json()).with("Cache-Control", "no-store");
  }

  private static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
