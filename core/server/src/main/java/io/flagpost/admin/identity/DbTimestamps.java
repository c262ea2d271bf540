package io.flagpost.admin.identity;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** DbTimestamps as the database has them. */
final class DbTimestamps {
  private DbTimestamps() {}

  static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  static Instant of(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  static @Nullable Instant orNull(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }

  static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}
