package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.api.Scope;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations on personal access tokens: one's own, and for administrators everybody's. */
final class TokenOperations {
  private static final String MORE = "is more than the account's own";

  private final Pool pool;
  private final Changes changes;
  private final AccountTable accounts;
  private final RoleTable roles;
  private final SessionTable sessions;
  private final PersonalTokenTable tokens;
  private final SecureRandom random;
  private final Clock clock;

  TokenOperations(IdentityStore store, Changes changes, SecureRandom random, Clock clock) {
    this.pool = store.pool();
    this.changes = changes;
    this.accounts = store.accounts();
    this.roles = store.roles();
    this.sessions = store.sessions();
    this.tokens = store.personalTokens();
    this.random = random;
    this.clock = clock;
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listTokens", this::listOwn,
        "createToken", this::create,
        "revokeToken", this::revokeOwn,
        "listAccountTokens", this::listOfAccount,
        "revokeAccountToken", this::revokeOfAccount);
  }

  private Future<AdminAnswer> listOwn(AdminRequest request) {
    return owner(request.requiredActor()).compose(account -> list(account, request));
  }

  private Future<AdminAnswer> listOfAccount(AdminRequest request) {
    return accounts
        .require(pool, AccountOperations.named(request))
        .compose(account -> list(account.id(), request));
  }

  private Future<AdminAnswer> list(long accountId, AdminRequest request) {
    return new Listing(
            Sql.format(
                "SELECT %s FROM access_token WHERE %s",
                Sql.of(PersonalToken.COLUMNS), SqlCondition.equal("account_id", accountId).sql()),
            "id",
            "bigint",
            Reach.OWN,
            row -> PersonalToken.of(row).json())
        .sortedBy("created_at", "created_at", "timestamptz")
        .sortedBy("expires_at", "expires_at", "timestamptz")
        .sortedBy("name", "name COLLATE \"C\"", "text")
        .page(pool, request)
        .map(AdminAnswer::ok);
  }

  private Future<AdminAnswer> create(AdminRequest request) {
    Actor actor = request.requiredActor();
    if (!OwnOperations.hasSession(actor)) {
      return OwnOperations.needsSession(actor);
    }
    JsonNode body = request.requiredBody();
    Optional<Instant> expiry = expiry(body.path("expires_at").asText());
    if (expiry.isEmpty()) {
      return refused(Problem.invalid("expires_at", "must be a moment within a year from now"));
    }
    OpaqueToken token = OpaqueToken.generate(OpaqueToken.PERSONAL, random);
    String name = body.path("name").asText().strip();
    if (name.isEmpty()) {
      return refused(Problem.invalid("name", "must not be blank"));
    }
    return owner(actor)
        .compose(
            account ->
                changes.make(
                    actor,
                    request.address(),
                    connection ->
                        requireSession(connection, account, actor)
                            .compose(
                                held ->
                                    RightsChange.of(body)
                                        .ofNew(roles, connection)
                                        .compose(rights -> requireNoMore(rights, held.rights())))
                            .compose(
                                rights ->
                                    tokens.insert(
                                        connection,
                                        account,
                                        name,
                                        rights,
                                        token,
                                        clock.instant(),
                                        expiry.get()))
                            .map(made -> made(made, actor))))
        .map(
            made -> {
              ObjectNode json = made.json().put("token", token.value());
              return AdminAnswer.created("/admin/v1/tokens/" + made.id(), json)
                  .with("Cache-Control", "no-store");
            });
  }

  /**
   * The session may have been ended since the request began: ending access must not miss a token
   * that is being created. The account is locked first, as everywhere that both are locked.
   */
  private Future<SessionTable.Live> requireSession(
      SqlConnection connection, long account, Actor actor) {
    return accounts
        .lock(connection, account)
        .compose(
            locked ->
                sessions.holding(
                    connection, OwnOperations.session(actor), account, clock.instant()))
        .compose(held -> held.map(Future::succeededFuture).orElseGet(SignIn::sessionHasEnded));
  }

  /** A limit that a token does not have is its account's, whatever that is at the moment. */
  private static Future<Rights> requireNoMore(Rights wanted, Rights own) {
    List<FieldError> errors = new ArrayList<>();
    if (!own.role().covers(wanted.role())) {
      errors.add(new FieldError("role", MORE));
    }
    Scope common = wanted.scope().within(own.scope());
    if (isMore(wanted.scope().products(), common.products())) {
      errors.add(new FieldError("products", MORE));
    }
    if (isMore(wanted.scope().environments(), common.environments())) {
      errors.add(new FieldError("environments", MORE));
    }
    return errors.isEmpty()
        ? Future.succeededFuture(wanted)
        : refused(Problem.unprocessable("A token cannot do more than its account", errors));
  }

  private static boolean isMore(@Nullable Set<?> wanted, @Nullable Set<?> common) {
    return wanted != null && !wanted.equals(common);
  }

  private Future<AdminAnswer> revokeOwn(AdminRequest request) {
    return owner(request.requiredActor()).compose(account -> revoke(account, request));
  }

  private Future<AdminAnswer> revokeOfAccount(AdminRequest request) {
    return accounts
        .require(pool, AccountOperations.named(request))
        .compose(account -> revoke(account.id(), request));
  }

  private Future<AdminAnswer> revoke(long accountId, AdminRequest request) {
    long id = Long.parseLong(request.pathParameter("id"));
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection ->
                tokens
                    .lock(connection, id, accountId)
                    .compose(
                        found ->
                            found
                                .map(token -> revoke(connection, token))
                                .orElseGet(() -> refused(Problem.notFound("token " + id)))))
        .map(done -> AdminAnswer.noContent());
  }

  private Future<Change<PersonalToken>> revoke(SqlConnection connection, PersonalToken token) {
    return token.revokedAt() != null
        ? Future.succeededFuture(Change.none(token))
        : tokens
            .revoke(connection, token.id(), clock.instant())
            .map(
                revoked ->
                    Change.of(
                        revoked,
                        new AuditEvent(
                            "token.revoke", token.target(), token.json(), revoked.json())));
  }

  private static Change<PersonalToken> made(PersonalToken token, Actor actor) {
    return Change.of(
        token,
        new AuditEvent(
            "token.create", token.target(), null, token.json().put("account", actor.name())));
  }

  private Optional<Instant> expiry(String text) {
    try {
      OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
      Instant expiry = TimestampText.parse(text).truncatedTo(ChronoUnit.MICROS);
      return Optional.of(expiry)
          .filter(moment -> moment.isAfter(now.toInstant()))
          .filter(moment -> !moment.isAfter(now.plusYears(1).toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Future<Long> owner(Actor actor) {
    Long account = actor.accountId();
    return account == null
        ? refused(Problem.forbidden("only an account of this installation can have tokens"))
        : Future.succeededFuture(account);
  }

  private static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
