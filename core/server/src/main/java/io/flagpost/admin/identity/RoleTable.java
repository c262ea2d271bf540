package io.flagpost.admin.identity;

import static io.flagpost.platform.database.DbTimestamps.utc;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of roles. Any thread; completes on the caller's context. */
final class RoleTable {
  /** The row must stay until the transaction ends, and what it says as well. */
  private static final String HOLD =
      "SELECT name, permissions FROM admin_role WHERE name = $1 FOR SHARE";

  private static final String SELECT =
      "SELECT " + StoredRole.COLUMNS + " FROM admin_role WHERE name = $1";
  private static final String INSERT =
      "INSERT INTO admin_role (name, permissions, created_at, updated_at) VALUES ($1, $2, $3, $3)"
          + " RETURNING "
          + StoredRole.COLUMNS;
  private static final String UPDATE =
      "UPDATE admin_role SET permissions = $2, revision = revision + 1, updated_at = $3"
          + " WHERE name = $1 RETURNING "
          + StoredRole.COLUMNS;
  private static final String USERS =
      """
      SELECT (SELECT count(*) FROM account WHERE role = $1) AS accounts,
             (SELECT count(*) FROM access_token
               WHERE role = $1 AND revoked_at IS NULL AND expires_at > $2) AS tokens""";

  private static final String NAMED =
      "SELECT name, permissions FROM admin_role WHERE name = ANY ($1)";

  /**
   * The role of a row.
   *
   * @param permissions as stored: null for a built-in role; an unknown one gives nothing
   */
  static Role role(String name, String @Nullable [] permissions) {
    Set<Permission> known =
        permissions == null
            ? Set.of()
            : Arrays.stream(permissions)
                .flatMap(text -> Permission.named(text).stream())
                .collect(Collectors.toSet());
    return Role.builtIn(name).orElseGet(() -> new Role(name, known));
  }

  /**
   * The role of this name, which nobody changes until the end of the transaction. Fails with a 400
   * {@link ProblemException} if there is none.
   */
  Future<Role> require(SqlConnection connection, String name) {
    return connection
        .preparedQuery(HOLD)
        .execute(Tuple.of(name))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(
                        new ProblemException(Problem.invalid("role", "names no role")))
                    : Future.succeededFuture(of(rows.iterator().next())));
  }

  /** Those of these names that there are. */
  Future<List<Role>> named(SqlClient client, List<String> names) {
    List<Role> builtIn = names.stream().map(Role::builtIn).flatMap(Optional::stream).toList();
    String[] others =
        names.stream().filter(name -> Role.builtIn(name).isEmpty()).toArray(String[]::new);
    if (others.length == 0) {
      return Future.succeededFuture(builtIn);
    }
    return client
        .preparedQuery(NAMED)
        .execute(Tuple.of((Object) others))
        .map(
            rows -> {
              List<Role> roles = new ArrayList<>(builtIn);
              rows.forEach(row -> roles.add(of(row)));
              return roles;
            });
  }

  /** The role of this name; fails with a 404 {@link ProblemException} if there is none. */
  Future<StoredRole> find(SqlClient client, String name) {
    return client.preparedQuery(SELECT).execute(Tuple.of(name)).compose(RoleTable::one);
  }

  /** The same, locked until the transaction ends. */
  Future<StoredRole> lock(SqlConnection connection, String name) {
    return connection
        .preparedQuery(SELECT + " FOR UPDATE")
        .execute(Tuple.of(name))
        .compose(RoleTable::one);
  }

  /** Fails with a 409 {@link ProblemException} if the name is taken. */
  Future<StoredRole> insert(SqlConnection connection, Role role, Instant now) {
    if (Role.builtIn(role.name()).isPresent()) {
      return Future.failedFuture(taken());
    }
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(role.name(), texts(role), utc(now)))
        .compose(RoleTable::one)
        .recover(
            failure ->
                Future.failedFuture(
                    SqlFailure.of(failure).isUniqueViolation() ? taken() : failure));
  }

  private static ProblemException taken() {
    return new ProblemException(
        Problem.conflict(
            "a role of this name exists",
            List.of(new FieldError("name", "is taken by another role"))));
  }

  Future<StoredRole> update(SqlConnection connection, Role role, Instant now) {
    return connection
        .preparedQuery(UPDATE)
        .execute(Tuple.of(role.name(), texts(role), utc(now)))
        .compose(RoleTable::one);
  }

  /**
   * Fails with a 409 {@link ProblemException} if an account or a valid token has it. Needs {@link
   * #lock}.
   */
  Future<Void> delete(SqlConnection connection, Role role, Instant now) {
    return connection
        .preparedQuery(USERS)
        .execute(Tuple.of(role.name(), utc(now)))
        .compose(
            rows -> {
              Row users = rows.iterator().next();
              long accounts = users.getLong("accounts");
              long tokens = users.getLong("tokens");
              return accounts + tokens == 0
                  ? connection
                      .preparedQuery("DELETE FROM admin_role WHERE name = $1")
                      .execute(Tuple.of(role.name()))
                      .<Void>mapEmpty()
                  : Future.failedFuture(
                      new ProblemException(
                          Problem.conflict(
                              String.format(
                                  Locale.ROOT,
                                  "The role is in use: by %d accounts and %d personal access tokens",
                                  accounts,
                                  tokens))));
            });
  }

  private static String[] texts(Role role) {
    return role.permissions().stream().map(Permission::text).toArray(String[]::new);
  }

  private static Future<StoredRole> one(RowSet<Row> rows) {
    return rows.size() == 0
        ? Future.failedFuture(new ProblemException(Problem.notFound("such role")))
        : Future.succeededFuture(StoredRole.of(rows.iterator().next()));
  }

  private static Role of(Row row) {
    return role(row.getString("name"), row.getArrayOfStrings("permissions"));
  }
}
