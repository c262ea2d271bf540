package io.flagpost.statistics;

import io.vertx.sqlclient.Row;

/**
 * How many records there are. Exact, as far as the follower is.
 *
 * @param records all
 * @param flagged those of which a flag stands, later verdicts included
 * @param incorrect those in a wrong format
 * @param unknownKeys those with a license key that nobody issued
 */
public record Counts(long records, long flagged, long incorrect, long unknownKeys) {
  /** Nothing. */
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  /** Columns that {@link #of} reads. */
  static final String SUMS =
      "coalesce(sum(records), 0)::bigint AS records, coalesce(sum(flagged), 0)::bigint AS flagged,"
          + " coalesce(sum(incorrect), 0)::bigint AS incorrect,"
          + " coalesce(sum(unknown_keys), 0)::bigint AS unknown_keys";

  static Counts of(Row row) {
    return new Counts(
        row.getLong("records"),
        row.getLong("flagged"),
        row.getLong("incorrect"),
        row.getLong("unknown_keys"));
  }
}
