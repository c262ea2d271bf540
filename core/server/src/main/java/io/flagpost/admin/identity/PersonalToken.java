package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.text.TimestampText;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A personal access token, without the token itself.
 *
 * @param rights the upper limit of its rights
 * @param lastUsedAt accurate to a minute; null if never
 * @param revokedAt null if it is not revoked
 */
record PersonalToken(
    long id,
    String name,
    Rights rights,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  /** The columns that {@link #of} reads. */
  static final String COLUMNS =
      "id, name, created_at, expires_at, last_used_at, revoked_at, "
          + Rights.columns("access_token", "");

  static PersonalToken of(Row row) {
    return new PersonalToken(
        row.getLong("id"),
        row.getString("name"),
        Rights.of(row, ""),
        DbTimestamps.of(row, "created_at"),
        DbTimestamps.of(row, "expires_at"),
        DbTimestamps.orNull(row, "last_used_at"),
        DbTimestamps.orNull(row, "revoked_at"));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id).put("name", name);
    rights.write(json);
    return json.put("created_at", createdAt.toString())
        .put("expires_at", expiresAt.toString())
        .put("last_used_at", TimestampText.shortestOrNull(lastUsedAt))
        .put("revoked_at", TimestampText.shortestOrNull(revokedAt));
  }

  /** Its name in the audit log. */
  String target() {
    return "token/" + id;
  }
}
