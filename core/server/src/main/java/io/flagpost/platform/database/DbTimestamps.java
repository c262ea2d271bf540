package io.flagpost.platform.database;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Converts moments to and from the database's {@code timestamptz}, with microseconds. */
public final class DbTimestamps {
  private DbTimestamps() {}

  /** For a parameter of a statement. */
  public static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  /** For a parameter of a statement; null stays null. */
  public static @Nullable OffsetDateTime utcOrNull(@Nullable Instant moment) {
    return moment == null ? null : utc(moment);
  }

  /** From a column that is never null. */
  public static Instant of(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  /** From a column that may be null. */
  public static @Nullable Instant orNull(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }
}
