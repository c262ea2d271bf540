package io.flagpost.telemetry.query;

import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed records for checks, of all environments, in pages that take bounded memory. Any
 * thread; answers where the pool does.
 *
 * <p>Ids have no index of their own, they are ordered within an environment: so each environment is
 * looked through, and there are few. Days whose ids are known are left out as in {@link Days}.
 */
public final class StoredRecords {
  /** Makes a page of a few megabytes; a single record may be larger. */
  private static final long OCTETS = 8 * 1024 * 1024;

  /** Some days at once, which is enough for a check that is days behind. */
  private static final int CLOSED_DAYS = 16;

  private static final UUID LOWEST = new UUID(0, 0);
  private static final UUID HIGHEST = new UUID(-1, -1);

  private static final String WITHIN =
      "(t.record_id >= $3::uuid AND t.record_id < $4::uuid"
          + " OR t.record_id >= $5::uuid AND t.record_id < $6::uuid)";

  private static final String BEHIND =
      String.format(
          Locale.ROOT,
          """
          WITH RECURSIVE present AS (
            SELECT (SELECT min(t.environment) FROM telemetry t WHERE %1$s) AS environment
            UNION ALL
            SELECT (SELECT min(t.environment) FROM telemetry t
                     WHERE t.environment > present.environment AND %1$s)
              FROM present WHERE present.environment IS NOT NULL)
          SELECT r.* FROM present, LATERAL (
              SELECT %2$s, %3$s AS octets FROM telemetry t
               WHERE t.environment = present.environment AND t.id > $1 AND t.id <= $2 AND %1$s
               ORDER BY t.id LIMIT $7::bigint) AS r
           ORDER BY r.id LIMIT $7::bigint""",
          WITHIN,
          StoredRows.COLUMNS,
          StoredRows.OCTETS);

  private static final String PENDING_BEHIND =
      "SELECT "
          + StoredRows.COLUMNS
          + ", "
          + StoredRows.OCTETS
          + " AS octets FROM telemetry t WHERE cardinality(t.pending) > 0 AND t.id > $1"
          + " AND t.id <= $2 AND "
          + WITHIN
          + " ORDER BY t.id LIMIT $7::bigint";

  private static final String RANGE =
      """
      t.record_id >= $1::uuid AND t.record_id < $2::uuid
      AND t.created_at >= $3::timestamptz AND t.created_at < $4::timestamptz
      AND ($5::text IS NULL OR t.environment = $5)""";

  private static final String IDS =
      "SELECT coalesce(min(t.id), 0) AS lowest, coalesce(max(t.id), 0) AS highest"
          + " FROM telemetry t WHERE "
          + RANGE;

  private static final String IN_RANGE =
      "SELECT "
          + StoredRows.COLUMNS
          + ", "
          + StoredRows.OCTETS
          + " AS octets FROM telemetry t WHERE t.id > $6 AND t.id <= $7 AND "
          + RANGE
          + " ORDER BY t.id LIMIT $8::bigint";

  private static final String BY_ID =
      "SELECT "
          + StoredRows.COLUMNS
          + ", "
          + StoredRows.OCTETS
          + " AS octets FROM telemetry t WHERE t.record_id = ANY ($1::uuid[]) ORDER BY t.id";

  private final Pool pool;
  private final CommitHorizon horizon;

  /**
   * @param pool reads; its statements are planned for their values ({@code plan_cache_mode})
   */
  public StoredRecords(Pool pool, CommitHorizon horizon) {
    this.pool = pool;
    this.horizon = horizon;
  }

  /** The id up to which no record can appear any more: see {@link CommitHorizon#find}. */
  public Future<Long> horizon() {
    return horizon.find();
  }

  /**
   * The next records behind an id.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   */
  public Future<StoredPage> behind(long after, long upTo, int limit) {
    return behind(BEHIND, after, upTo, limit);
  }

  /** Of the next records behind an id those of which a check is pending since receipt. */
  public Future<StoredPage> pendingBehind(long after, long upTo, int limit) {
    return behind(PENDING_BEHIND, after, upTo, limit);
  }

  private Future<StoredPage> behind(String sql, long after, long upTo, int limit) {
    if (upTo <= after) {
      return Future.succeededFuture(new StoredPage(List.of(), after));
    }
    return pool.preparedQuery(Days.QUERY)
        .execute(Days.parameters(after, CLOSED_DAYS))
        .map(found -> Days.next(found, after, CLOSED_DAYS))
        .compose(
            days -> {
              long last = Math.min(upTo, days.upTo());
              return pool.preparedQuery(ReadQuery.bounded(sql, OCTETS))
                  .execute(behind(after, last, days, limit))
                  .map(rows -> page(rows, last, limit));
            });
  }

  /**
   * The ids between which the records of a range lie; {@code (0, 0]} if there are none.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   */
  Future<IdRange> ids(StoredRange range, long upTo) {
    return pool.preparedQuery(IDS)
        .execute(Tuple.wrap(bounds(range)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long lowest = Math.max(1, row.getLong("lowest"));
              return new IdRange(lowest - 1, Math.min(upTo, row.getLong("highest")));
            });
  }

  /** Starts a walk through the records of a range that are there now. */
  public Future<StoredWalk> walk(StoredRange range) {
    return horizon().compose(upTo -> ids(range, upTo)).map(ids -> new StoredWalk(this, range, ids));
  }

  Future<StoredPage> inRange(StoredRange range, IdRange ids, int limit) {
    if (ids.upTo() <= ids.after()) {
      return Future.succeededFuture(new StoredPage(List.of(), ids.upTo()));
    }
    List<@Nullable Object> parameters = bounds(range);
    parameters.add(ids.after());
    parameters.add(ids.upTo());
    parameters.add(limit);
    return pool.preparedQuery(ReadQuery.bounded(IN_RANGE, OCTETS))
        .execute(Tuple.wrap(parameters))
        .map(rows -> page(rows, ids.upTo(), limit));
  }

  /** Those of some records that still are there; their ids end at {@link Long#MAX_VALUE}. */
  public Future<StoredPage> byId(Collection<UUID> recordIds) {
    return pool.preparedQuery(ReadQuery.bounded(BY_ID, OCTETS))
        .execute(Tuple.of(recordIds.toArray(UUID[]::new)))
        .map(rows -> page(rows, Long.MAX_VALUE, Integer.MAX_VALUE));
  }

  private static Tuple behind(long after, long upTo, Days days, int limit) {
    return Tuple.of(
        after,
        upTo,
        days.closedFrom() == null ? HIGHEST : days.closedFrom(),
        days.closedEnd() == null ? LOWEST : days.closedEnd(),
        days.openFrom() == null ? HIGHEST : days.openFrom(),
        days.openEnd() == null ? LOWEST : days.openEnd(),
        limit);
  }

  private static List<@Nullable Object> bounds(StoredRange range) {
    List<@Nullable Object> bounds = new ArrayList<>();
    bounds.add(RecordIds.floor(range.from()));
    bounds.add(RecordIds.floor(range.to().plusMillis(1)));
    bounds.add(utc(range.from()));
    bounds.add(utc(range.to()));
    bounds.add(range.environment());
    return bounds;
  }

  private static Object utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  private static StoredPage page(RowSet<Row> rows, long upTo, int limit) {
    boolean isCut = false;
    for (Row row : rows) {
      isCut = row.getLong("found") > rows.size() || rows.size() >= limit;
    }
    List<StoredRecord> records = records(rows);
    return new StoredPage(records, isCut ? records.get(records.size() - 1).id() : upTo);
  }

  private static List<StoredRecord> records(RowSet<Row> rows) {
    List<StoredRecord> records = new ArrayList<>(rows.size());
    for (Row row : rows) {
      records.add(StoredRows.read(row));
    }
    return records;
  }
}
