package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Role;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.text.TimestampText;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/**
 * A role as the database keeps it.
 *
 * @param role its name and permissions
 * @param revision incremented with each change
 */
record StoredRole(Role role, long revision, Instant createdAt, Instant updatedAt) {

  /** The columns that {@link #of} reads. */
  static final String COLUMNS = "name, permissions, revision, created_at, updated_at";

  static StoredRole of(Row row) {
    return new StoredRole(
        RoleTable.role(row.getString("name"), row.getArrayOfStrings("permissions")),
        row.getLong("revision"),
        DbTimestamps.of(row, "created_at"),
        DbTimestamps.of(row, "updated_at"));
  }

  /** Its JSON in the admin API and the audit log. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", role.name());
    ArrayNode permissions = json.putArray("permissions");
    role.permissions().stream().map(Permission::text).forEach(permissions::add);
    return json.put("built_in", isBuiltIn())
        .put("revision", revision)
        .put("created_at", TimestampText.shortest(createdAt))
        .put("updated_at", TimestampText.shortest(updatedAt));
  }

  /** Its name in the audit log. */
  String target() {
    return "role/" + role.name();
  }

  boolean isBuiltIn() {
    return Role.builtIn(role.name()).isPresent();
  }
}
