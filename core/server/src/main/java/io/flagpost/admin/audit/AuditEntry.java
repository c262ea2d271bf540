package io.flagpost.admin.audit;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.text.TimestampText;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code audit_entry}, its columns as the text that the MAC covers. The values are not
 * trusted: the owner of the table can drop its constraints.
 *
 * @param number its position in the log; 0 if the row has none
 * @param content every column but {@code number} and {@code mac}, in the order of {@link #CONTENT}
 * @param mac its MAC
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, never modified
record AuditEntry(long number, List<@Nullable String> content, byte[] mac) {
  /** The MAC that precedes the first entry. */
  static final byte[] NO_MAC = new byte[32];

  static final List<String> CONTENT =
      List.of(
          "at",
          "actor_kind",
          "actor_name",
          "account_id",
          "credential",
          "role",
          "address",
          "action",
          "target",
          "before",
          "after",
          "kek_id");

  private static final int KEK_ID = CONTENT.indexOf("kek_id");

  /** Selects all entries in order; {@link #read} reads its rows. */
  static final String SELECT =
      """
      SELECT number, at, actor_kind, actor_name, account_id::text, credential, role, address,
             action, target, before::text, after::text, kek_id, mac
        FROM audit_entry ORDER BY number""";

  AuditEntry {
    content = Collections.unmodifiableList(content);
  }

  static AuditEntry read(Row row) {
    List<@Nullable String> content = new ArrayList<>(CONTENT.size());
    content.add(TimestampText.shortestOrNull(DbTimestamps.orNull(row, "at")));
    for (int i = 1; i < CONTENT.size(); i++) {
      content.add(row.getString(i + 1));
    }
    Long number = row.getLong("number");
    byte[] mac = row.getBuffer("mac") == null ? new byte[0] : row.getBuffer("mac").getBytes();
    return new AuditEntry(number == null ? 0 : number, content, mac);
  }

  /** When it was written. Only for an entry with a valid MAC. */
  Instant at() {
    return Instant.parse(Objects.requireNonNull(content.get(0), "at"));
  }

  /** The id of the key-encryption key that it names for its MAC. */
  String kekId() {
    String id = content.get(KEK_ID);
    return id == null ? "" : id;
  }
}
