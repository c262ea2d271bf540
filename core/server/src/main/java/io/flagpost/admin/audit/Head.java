package io.flagpost.admin.audit;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.Arrays;

/**
 * The end of the log.
 *
 * @param number the last entry's number; 0 if there is none
 * @param at when it was written
 * @param mac its MAC
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, never modified
record Head(long number, Instant at, byte[] mac) {
  static final Head NONE = new Head(0, Instant.EPOCH, AuditEntry.NO_MAC);

  static final String SELECT =
      "SELECT number, at, mac FROM audit_entry ORDER BY number DESC LIMIT 1";

  boolean isSameAs(Head other) {
    return number == other.number && Arrays.equals(mac, other.mac);
  }

  static Head read(RowSet<Row> rows) {
    RowIterator<Row> iterator = rows.iterator();
    if (!iterator.hasNext()) {
      return NONE;
    }
    Row row = iterator.next();
    return new Head(
        row.getLong("number"), DbTimestamps.of(row, "at"), row.getBuffer("mac").getBytes());
  }
}
