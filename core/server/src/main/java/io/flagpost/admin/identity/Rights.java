package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an account or a token may do, and to what.
 *
 * @param role what it may do
 * @param scope the products and environments that it is limited to
 */
record Rights(Role role, Scope scope) {

  static Rights of(Actor actor) {
    return new Rights(actor.role(), actor.scope());
  }

  /**
   * The columns that {@link #of(Row, String)} reads.
   *
   * @param table the table, or its alias
   * @param prefix of the names of the result columns
   */
  static String columns(String table, String prefix) {
    return String.format(
        Locale.ROOT,
        "%1$s.role AS %2$srole,"
            + " (SELECT r.permissions FROM admin_role r WHERE r.name = %1$s.role) AS %2$spermissions,"
            + " %1$s.products AS %2$sproducts, %1$s.environments AS %2$senvironments",
        table,
        prefix);
  }

  static Rights of(Row row, String prefix) {
    return new Rights(
        RoleTable.role(
            row.getString(prefix + "role"), row.getArrayOfStrings(prefix + "permissions")),
        Scope.of(
            row.getArrayOfLongs(prefix + "products"),
            row.getArrayOfStrings(prefix + "environments")));
  }

  /** Whether these rights are more than the others, or as much. */
  boolean covers(Rights other) {
    return role.covers(other.role) && scope.covers(other.scope);
  }

  /** What both allow. */
  Rights within(Rights limit) {
    return new Rights(role.within(limit.role), scope.within(limit.scope));
  }

  /**
   * Refuses an actor who does not have these rights: nobody gives, changes or takes over what he
   * does not have himself.
   */
  Future<Void> requireOf(Actor actor) {
    Rights own = Rights.of(actor);
    if (own.covers(this)) {
      return Future.succeededFuture();
    }
    Optional<Permission> missing =
        role.permissions().stream().filter(permission -> !own.role.may(permission)).findFirst();
    return Future.failedFuture(
        new ProblemException(
            Problem.forbidden(
                "This takes rights that the caller does not have: "
                    + missing
                        .map(permission -> "the permission " + permission.text())
                        .orElse("products or environments beyond its own")),
            AccessRefusal.notPermitted(actor)));
  }

  /** Writes the role's name and the limits. */
  void write(ObjectNode json) {
    json.put("role", role.name());
    writeScope(json);
  }

  void writeScope(ObjectNode json) {
    write(json, "products", scope.products());
    write(json, "environments", scope.environments());
  }

  Long @Nullable [] products() {
    Set<Long> products = scope.products();
    return products == null ? null : products.toArray(Long[]::new);
  }

  String @Nullable [] environments() {
    Set<String> environments = scope.environments();
    return environments == null ? null : environments.toArray(String[]::new);
  }

  private static void write(ObjectNode json, String member, @Nullable Set<?> values) {
    if (values == null) {
      json.putNull(member);
      return;
    }
    ArrayNode array = json.putArray(member);
    for (Object value : values) {
      if (value instanceof Long number) {
        array.add(number);
      } else {
        array.add(String.valueOf(value));
      }
    }
  }
}
