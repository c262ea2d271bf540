package io.flagpost.platform.database;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Moments as the database takes and gives them: {@code timestamptz}, to the microsecond. */
public final class DbTimestamps {
  private DbTimestamps() {}

  /** As a parameter of a statement. */
  public static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  /** As a parameter of a statement; null stays null. */
  public static @Nullable OffsetDateTime utcOrNull(@Nullable Instant moment) {
    return moment == null ? null : utc(moment);
  }

  /** Out of a column that is never null. */
  public static Instant of(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  /** Out of a column that may be null. */
  public static @Nullable Instant orNull(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }
}
