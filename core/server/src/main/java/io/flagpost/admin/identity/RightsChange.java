package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rights that a request asks for: those that it names.
 *
 * @param role the name of the role; null to leave it
 * @param products the new limit; null to leave it
 * @param environments the new limit; null to leave it
 */
record RightsChange(
    @Nullable String role,
    @Nullable Limited<Long> products,
    @Nullable Limited<String> environments) {

  /**
   * A limit of one kind.
   *
   * @param to what it is limited to; null for no limit
   */
  record Limited<T>(@Nullable Set<T> to) {}

  /** From a body that was checked against the description. */
  static RightsChange of(JsonNode body) {
    return new RightsChange(
        body.has("role") ? body.path("role").asText() : null,
        limited(body, "products", JsonNode::asLong),
        limited(body, "environments", JsonNode::asText));
  }

  /** The rights of a role, without a limit. */
  static RightsChange to(Role role) {
    return new RightsChange(role.name(), null, null);
  }

  /** The rights after the change. Fails with a 400 problem if there is no such role. */
  Future<Rights> applyTo(Rights before, RoleTable roles, SqlConnection connection) {
    Scope scope =
        new Scope(
            products == null ? before.scope().products() : products.to,
            environments == null ? before.scope().environments() : environments.to);
    return role == null
        ? Future.succeededFuture(new Rights(before.role(), scope))
        : roles.require(connection, role).map(named -> new Rights(named, scope));
  }

  /** The rights of something new. */
  Future<Rights> ofNew(RoleTable roles, SqlConnection connection) {
    return applyTo(new Rights(new Role("", Set.of()), Scope.UNLIMITED), roles, connection);
  }

  private static <T> @Nullable Limited<T> limited(
      JsonNode body, String member, Function<JsonNode, T> value) {
    JsonNode given = body.get(member);
    if (given == null || given.isNull()) {
      return given == null ? null : new Limited<>(null);
    }
    Set<T> values = new HashSet<>();
    given.forEach(one -> values.add(value.apply(one)));
    return new Limited<>(values);
  }
}
