package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Role;
import io.flagpost.platform.database.DbTimestamps;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/**
 * An account, without its password.
 *
 * @param id for references within the database
 * @param name unique, 1 to 255 characters
 * @param rights what it may do
 * @param active whether it may sign in
 * @param revision incremented with each change
 */
record Account(
    long id,
    String name,
    Rights rights,
    boolean active,
    long revision,
    Instant createdAt,
    Instant updatedAt) {

  /** The columns that {@link #of} reads. */
  static final String COLUMNS =
      "id, name, active, revision, created_at, updated_at, " + Rights.columns("account", "");

  static Account of(Row row) {
    return new Account(
        row.getLong("id"),
        row.getString("name"),
        Rights.of(row, ""),
        row.getBoolean("active"),
        row.getLong("revision"),
        DbTimestamps.of(row, "created_at"),
        DbTimestamps.of(row, "updated_at"));
  }

  /** Its JSON in the admin API and the audit log. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
    rights.write(json);
    return json.put("active", active)
        .put("revision", revision)
        .put("created_at", createdAt.toString())
        .put("updated_at", updatedAt.toString());
  }

  /** Its name in the audit log. */
  String target() {
    return "account/" + name;
  }

  boolean isActiveAdmin() {
    return isAdmin(rights) && active;
  }

  /** Whether these are the rights of an administrator: of everything, everywhere. */
  static boolean isAdmin(Rights rights) {
    return rights.role().equals(Role.ADMIN) && rights.scope().isUnlimited();
  }
}
