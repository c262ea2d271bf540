package io.flagpost.admin.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.net.URLEncoder;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The operations on accounts and on everybody's sessions. */
final class AccountOperations {
  private static final String LIVE_SESSIONS =
      "SELECT s.id, a.name AS account, s.address, s.created_at, s.used_at, s.expires_at"
          + " FROM admin_session s JOIN account a ON a.id = s.account_id"
          + " WHERE s.revoked_at IS NULL AND s.expires_at > now()";

  private final Pool pool;
  private final Changes changes;
  private final AccountTable accounts;
  private final AccountChanges work;
  private final PasswordHasher hasher;
  private final Listing all =
      new Listing(
              Sql.of("SELECT " + Account.COLUMNS + " FROM account"),
              "id",
              "bigint",
              Reach.WHOLE,
              row -> Account.of(row).json())
          .filteredBy("role", "role = $1")
          .filteredBy("active", "active = $1::boolean")
          .sortedBy("name", "name COLLATE \"C\"", "text")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("updated_at", "updated_at", "timestamptz");
  private final Listing liveSessions =
      new Listing(
              Sql.of(LIVE_SESSIONS),
              "id",
              "uuid",
              Reach.WHOLE,
              row ->
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("id", row.getUUID("id").toString())
                      .put("account", row.getString("account"))
                      .put("address", row.getString("address"))
                      .put("created_at", TimestampText.shortest(DbTimestamps.of(row, "created_at")))
                      .put("used_at", TimestampText.shortest(DbTimestamps.of(row, "used_at")))
                      .put(
                          "expires_at", TimestampText.shortest(DbTimestamps.of(row, "expires_at"))))
          .filteredBy("account", "account = $1")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("used_at", "used_at", "timestamptz")
          .sortedBy("account", "account COLLATE \"C\"", "text");

  AccountOperations(
      IdentityStore store, Changes changes, AccountChanges work, PasswordHasher hasher) {
    this.pool = store.pool();
    this.changes = changes;
    this.accounts = store.accounts();
    this.work = work;
    this.hasher = hasher;
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listAccounts", request -> all.page(pool, request).map(AdminAnswer::ok),
        "createAccount", this::create,
        "getAccount", this::get,
        "updateAccount", this::update,
        "deleteAccount", this::delete,
        "resetAccountPassword", this::resetPassword,
        "revokeAccountSessions", this::revokeSessions,
        "listSessions", request -> liveSessions.page(pool, request).map(AdminAnswer::ok),
        "revokeAllSessions", this::revokeAllSessions);
  }

  /** The account that a request's path names. */
  static AccountName named(AdminRequest request) {
    return AccountName.of(request.pathParameter("name"));
  }

  private Future<AdminAnswer> create(AdminRequest request) {
    JsonNode body = request.requiredBody();
    AccountName name = AccountName.of(body.path("name").asText());
    if (name.text().isEmpty()) {
      return refused(Problem.invalid("name", "must not be blank"));
    }
    return hash(request, name)
        .compose(
            hash ->
                make(
                    request,
                    (connection, actor) ->
                        work.create(connection, actor, name, RightsChange.of(body), hash)))
        .map(
            account ->
                AdminAnswer.created("/admin/v1/accounts/" + encoded(account.name()), account.json())
                    .withRevision(account.revision()));
  }

  private Future<AdminAnswer> get(AdminRequest request) {
    return accounts.require(pool, named(request)).map(AccountOperations::answer);
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    JsonNode body = request.requiredBody();
    RightsChange rights = RightsChange.of(body);
    @Nullable Boolean active = body.has("active") ? body.path("active").asBoolean() : null;
    return Future.succeededFuture(request)
        .map(AdminRequest::expectedRevision)
        .compose(
            revision ->
                make(
                    request,
                    (connection, actor) ->
                        work.update(connection, actor, named(request), revision, rights, active)))
        .map(AccountOperations::answer);
  }

  private Future<AdminAnswer> delete(AdminRequest request) {
    return Future.succeededFuture(request)
        .map(AdminRequest::expectedRevision)
        .compose(
            revision ->
                make(
                    request,
                    (connection, actor) ->
                        work.delete(connection, actor, named(request), revision)))
        .map(deleted -> AdminAnswer.noContent());
  }

  private Future<AdminAnswer> resetPassword(AdminRequest request) {
    AccountName name = named(request);
    return accounts
        .require(pool, name)
        .compose(found -> hash(request, name))
        .compose(
            hash ->
                make(
                    request,
                    (connection, actor) -> work.resetPassword(connection, actor, name, hash)))
        .map(account -> AdminAnswer.noContent());
  }

  private Future<AdminAnswer> revokeSessions(AdminRequest request) {
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection -> work.revokeSessions(connection, named(request)))
        .map(AccountOperations::revoked);
  }

  private Future<AdminAnswer> revokeAllSessions(AdminRequest request) {
    return changes
        .make(request.requiredActor(), request.address(), work::revokeAllSessions)
        .map(AccountOperations::revoked);
  }

  private <T> Future<T> make(
      AdminRequest request, BiFunction<SqlConnection, Actor, Future<Change<T>>> work) {
    Actor actor = request.requiredActor();
    return changes.make(actor, request.address(), connection -> work.apply(connection, actor));
  }

  private Future<PasswordHash> hash(AdminRequest request, AccountName name) {
    return hasher.hashNew("password", request.requiredBody().path("password").asText(), name);
  }

  private static AdminAnswer answer(Account account) {
    return AdminAnswer.ok(account.json()).withRevision(account.revision());
  }

  private static AdminAnswer revoked(EndedAccess ended) {
    return AdminAnswer.ok(ended.json());
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }

  private static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
