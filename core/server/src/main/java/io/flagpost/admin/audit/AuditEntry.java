package io.flagpost.admin.audit;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code audit_entry}, its columns as the text that the MAC covers. What was read may be
 * anything: whoever owns the table can take away its constraints.
 *
 * @param number its place in the log; 0 if the row has none
 * @param content every column but {@code number} and {@code mac}, in the order of {@link #CONTENT}
 * @param mac what proves it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its contents, never changed
record AuditEntry(long number, List<@Nullable String> content, byte[] mac) {
  /** The MAC before the first entry's. */
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

  /** All entries in their order; {@link #read} takes its rows. */
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
    OffsetDateTime at = row.getOffsetDateTime("at");
    content.add(at == null ? null : at.toInstant().toString());
    for (int i = 1; i < CONTENT.size(); i++) {
      content.add(row.getString(i + 1));
    }
    Long number = row.getLong("number");
    byte[] mac = row.getBuffer("mac") == null ? new byte[0] : row.getBuffer("mac").getBytes();
    return new AuditEntry(number == null ? 0 : number, content, mac);
  }

  /** When it was written. Only for an entry that its MAC proves. */
  Instant at() {
    return Instant.parse(Objects.requireNonNull(content.get(0), "at"));
  }

  /** The key-encryption key that it says its MAC belongs to. */
  String kekId() {
    String id = content.get(KEK_ID);
    return id == null ? "" : id;
  }
}
