package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The operations on roles. A role has no more permissions than who makes or changes it; the
 * built-in ones stay as they are, and one that is in use is not deleted.
 */
final class RoleOperations {
  private final Pool pool;
  private final Changes changes;
  private final AccountTable accounts;
  private final RoleTable roles;
  private final Clock clock;
  private final Listing list =
      new Listing(
              Sql.of("SELECT " + StoredRole.COLUMNS + " FROM admin_role"),
              "name",
              "text",
              Reach.WHOLE,
              row -> StoredRole.of(row).json())
          .sortedBy("name", "name COLLATE \"C\"", "text")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("updated_at", "updated_at", "timestamptz");

  RoleOperations(IdentityStore store, Changes changes, Clock clock) {
    this.pool = store.pool();
    this.changes = changes;
    this.accounts = store.accounts();
    this.roles = store.roles();
    this.clock = clock;
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listRoles",
        request -> list.page(pool, request).map(AdminAnswer::ok),
        "createRole",
        this::create,
        "showRole",
        request -> roles.find(pool, name(request)).map(RoleOperations::answer),
        "updateRole",
        this::update,
        "deleteRole",
        this::delete);
  }

  private Future<AdminAnswer> create(AdminRequest request) {
    JsonNode body = request.requiredBody();
    Role wanted = role(body.path("name").asText(), body);
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection ->
                accounts
                    .lockAll(connection)
                    .compose(locked -> requireOfCaller(request, wanted))
                    .compose(granted -> roles.insert(connection, wanted, clock.instant()))
                    .map(
                        made ->
                            Change.of(
                                made,
                                new AuditEvent("role.create", made.target(), null, made.json()))))
        .map(
            made ->
                AdminAnswer.created("/admin/v1/roles/" + made.role().name(), made.json())
                    .withRevision(made.revision()));
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    Role wanted = role(name(request), request.requiredBody());
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection ->
                lock(connection, request)
                    .compose(
                        before ->
                            requireOfCaller(request, wanted)
                                .compose(granted -> replace(connection, before, wanted))))
        .map(RoleOperations::answer);
  }

  private Future<Change<StoredRole>> replace(
      SqlConnection connection, StoredRole before, Role wanted) {
    return before.role().equals(wanted)
        ? Future.succeededFuture(Change.none(before))
        : roles
            .update(connection, wanted, clock.instant())
            .map(
                after ->
                    Change.of(
                        after,
                        new AuditEvent(
                            "role.update", before.target(), before.json(), after.json())));
  }

  private Future<AdminAnswer> delete(AdminRequest request) {
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection ->
                lock(connection, request)
                    .compose(
                        before ->
                            roles
                                .delete(connection, before.role(), clock.instant())
                                .map(
                                    gone ->
                                        Change.of(
                                            before,
                                            new AuditEvent(
                                                "role.delete",
                                                before.target(),
                                                before.json(),
                                                null)))))
        .map(deleted -> AdminAnswer.noContent());
  }

  /** The role, if the caller may change it; nobody else changes roles or accounts meanwhile. */
  private Future<StoredRole> lock(SqlConnection connection, AdminRequest request) {
    return Future.succeededFuture(request)
        .map(AdminRequest::expectedRevision)
        .compose(expected -> lock(connection, request, expected));
  }

  private Future<StoredRole> lock(
      SqlConnection connection, AdminRequest request, OptionalLong expected) {
    return accounts
        .lockAll(connection)
        .compose(locked -> roles.lock(connection, name(request)))
        .compose(found -> requireOfCaller(request, found.role()).map(found))
        .map(
            found -> {
              if (found.isBuiltIn()) {
                throw new ProblemException(
                    Problem.conflict("The role " + found.role().name() + " is built in"));
              }
              if (expected.isPresent() && expected.getAsLong() != found.revision()) {
                throw new ProblemException(Problem.stale(found.revision()));
              }
              return found;
            });
  }

  private static Future<Void> requireOfCaller(AdminRequest request, Role role) {
    return new Rights(role, Scope.UNLIMITED).requireOf(request.requiredActor());
  }

  private static Role role(String name, JsonNode body) {
    EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
    body.path("permissions")
        .forEach(text -> Permission.named(text.asText()).ifPresent(permissions::add));
    return new Role(name, permissions);
  }

  private static String name(AdminRequest request) {
    return request.pathParameter("name");
  }

  private static AdminAnswer answer(StoredRole role) {
    return AdminAnswer.ok(role.json()).withRevision(role.revision());
  }
}
