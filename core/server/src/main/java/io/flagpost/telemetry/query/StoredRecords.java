package io.flagpost.telemetry.query;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Reads committed records for checks, of all environments, in pages that take bounded memory. Any
 * thread; answers where the pool does.
 *
 * <p>Ids have no index of their own, they are ordered within an environment: so each environment is
 * looked through, and there are few. Days whose ids are known are left out as in {@link Days}.
 */
public final class StoredRecords {
  /** Some days at once, which is enough for a check that is days behind. */
  private static final int CLOSED_DAYS = 16;

  private static final UUID FIRST = new UUID(0, 0);
  private static final UUID LAST = new UUID(-1, -1);

  /** Ids are in order within an environment only. */
  private static final String PRESENT =
      """
      WITH RECURSIVE present AS (
        SELECT (SELECT min(t.environment) FROM telemetry t WHERE %1$s) AS environment
        UNION ALL
        SELECT (SELECT min(t.environment) FROM telemetry t
                 WHERE t.environment > present.environment AND %1$s)
          FROM present WHERE present.environment IS NOT NULL)
      """;

  private static final String BEHIND =
      PRESENT
          + """
            SELECT r.* FROM present, LATERAL (
                SELECT %2$s
                 WHERE t.environment = present.environment AND %3$s AND %1$s
                 ORDER BY t.id LIMIT %4$s) AS r
             ORDER BY r.id LIMIT %4$s""";

  private static final String PENDING_BEHIND =
      """
      SELECT %2$s WHERE cardinality(t.pending) > 0 AND %3$s AND %1$s
       ORDER BY t.id LIMIT %4$s""";

  private static final String LOWEST =
      PRESENT
          + """
            SELECT min(r.id) AS id FROM present, LATERAL (
                SELECT t.id FROM telemetry t
                 WHERE t.environment = present.environment AND %1$s
                 ORDER BY t.id LIMIT 1) AS r""";

  private static final String IDS =
      """
      SELECT coalesce(min(t.id), 0) AS lowest, coalesce(max(t.id), 0) AS highest
        FROM telemetry t WHERE %s""";

  private static final String IN_RANGE = "SELECT %s WHERE %s ORDER BY t.id LIMIT %s";

  private static final String BY_ID = "SELECT %s WHERE %s ORDER BY t.id";

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
    return behind(BEHIND, PageForm.RECORDS, after, upTo, limit);
  }

  /** Of the next records behind an id those of which a check is pending since receipt. */
  public Future<StoredPage> pendingBehind(long after, long upTo, int limit) {
    return behind(PENDING_BEHIND, PageForm.RECORDS, after, upTo, limit);
  }

  /**
   * The next records behind an id, to be followed: with their {@link RoutingHashes}.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   * @param data whether what was sent is read, too, and which checks gave no answer at receipt
   */
  public Future<StoredPage> following(long after, long upTo, int limit, boolean data) {
    return behind(BEHIND, followed(data), after, upTo, limit);
  }

  /**
   * Records that share a routing key with one, to be followed again. Looks through whole days where
   * the key is the address, which has no index.
   *
   * @param received the earliest time of receipt
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   * @param data whether what was sent is read, too
   */
  public Future<StoredPage> sharing(
      RoutingKey key,
      Telemetry one,
      Instant received,
      long after,
      long upTo,
      int limit,
      boolean data) {
    SqlCondition condition =
        SharedKey.condition(key, one)
            .and(between(new IdRange(after, upTo)))
            .and(
                SqlCondition.of(
                    "t.record_id >= $1::uuid AND t.created_at >= $2::timestamptz",
                    RecordIds.floor(received),
                    DbTimestamps.utc(received)));
    PageForm form = followed(data);
    Sql rows = Sql.format(IN_RANGE, form.select(), condition.sql(), limit(form.most(limit)));
    return read(form, rows, upTo, limit);
  }

  /**
   * An id behind which are all records from the day of a moment on; the horizon if there are none.
   *
   * @param horizon the highest that may be told
   */
  public Future<Long> idBefore(Instant moment, long horizon) {
    UUID day = RecordIds.floor(moment.truncatedTo(ChronoUnit.DAYS));
    return Sql.format(LOWEST, SqlCondition.of("t.record_id >= $1::uuid", day).sql())
        .execute(pool)
        .map(
            rows -> {
              Long lowest = rows.iterator().next().getLong("id");
              return lowest == null ? horizon : Math.min(lowest - 1, horizon);
            });
  }

  private static PageForm followed(boolean data) {
    return data ? PageForm.FOLLOWING : PageForm.FOLLOWING_WITHOUT_DATA;
  }

  private Future<StoredPage> behind(
      String template, PageForm form, long after, long upTo, int limit) {
    if (upTo <= after) {
      return Future.succeededFuture(new StoredPage(List.of(), after));
    }
    return Days.query(after, CLOSED_DAYS)
        .execute(pool)
        .map(known -> Days.next(known, after, CLOSED_DAYS))
        .compose(
            days -> {
              long last = Math.min(upTo, days.upTo());
              Sql rows =
                  Sql.format(
                      template,
                      within(days).sql(),
                      form.select(),
                      between(new IdRange(after, last)).sql(),
                      limit(form.most(limit)));
              return read(form, rows, last, limit);
            });
  }

  /**
   * The ids between which the records of a range lie; {@code (0, 0]} if there are none.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   */
  Future<IdRange> ids(StoredRange range, long upTo) {
    return Sql.format(IDS, in(range).sql())
        .execute(pool)
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long lowest = Math.max(1, row.getLong("lowest"));
              return new IdRange(lowest - 1, Math.min(upTo, row.getLong("highest")));
            });
  }

  /** Starts a walk through the records of a range that are there now. */
  public Future<StoredWalk> walk(StoredRange range) {
    return horizon()
        .compose(upTo -> ids(range, upTo))
        .map(ids -> new StoredWalk((rest, limit) -> inRange(range, rest, limit), ids));
  }

  /**
   * Starts a walk through all records that are there now up to the last one of a range, to be
   * followed: those of the range, what lies between them, and what came in a time before it.
   *
   * @param before that time
   */
  public Future<StoredWalk> walkUpTo(StoredRange range, Duration before) {
    return horizon()
        .compose(
            horizon ->
                ids(range, horizon)
                    .compose(
                        ids ->
                            ids.upTo() <= ids.after()
                                ? Future.succeededFuture(ids)
                                : idBefore(earlier(range.from(), before), ids.after())
                                    .map(first -> new IdRange(first, ids.upTo()))))
        .map(
            ids ->
                new StoredWalk(
                    (rest, limit) -> following(rest.after(), rest.upTo(), limit, true), ids));
  }

  private static Instant earlier(Instant moment, Duration time) {
    Duration longest = Duration.between(Instant.EPOCH, moment);
    return time.compareTo(longest) < 0 ? moment.minus(time) : Instant.EPOCH;
  }

  Future<StoredPage> inRange(StoredRange range, IdRange ids, int limit) {
    if (ids.upTo() <= ids.after()) {
      return Future.succeededFuture(new StoredPage(List.of(), ids.upTo()));
    }
    PageForm form = PageForm.RECORDS;
    Sql rows = Sql.format(IN_RANGE, form.select(), between(ids).and(in(range)).sql(), limit(limit));
    return read(form, rows, ids.upTo(), limit);
  }

  /** Those of some records that still are there; their ids end at {@link Long#MAX_VALUE}. */
  public Future<StoredPage> byId(Collection<UUID> recordIds) {
    SqlCondition any =
        SqlCondition.of("t.record_id = ANY ($1::uuid[])", (Object) recordIds.toArray(UUID[]::new));
    PageForm form = PageForm.RECORDS;
    Sql rows = Sql.format(BY_ID, form.select(), any.sql());
    return read(form, rows, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Those of some records that still are there, as they are followed without their data. */
  public Future<List<StoredRecord>> withoutData(Collection<UUID> recordIds) {
    SqlCondition any =
        SqlCondition.of("t.record_id = ANY ($1::uuid[])", (Object) recordIds.toArray(UUID[]::new));
    PageForm form = PageForm.FOLLOWING_WITHOUT_DATA;
    return Sql.format(BY_ID, form.select(), any.sql()).execute(pool).map(form::records);
  }

  /**
   * The next records of a range behind an id, as they are followed without their data.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   */
  public Future<StoredPage> withoutData(StoredRange range, long after, long upTo, int limit) {
    PageForm form = PageForm.FOLLOWING_WITHOUT_DATA;
    Sql rows =
        Sql.format(
            BEHIND,
            in(range).sql(),
            form.select(),
            between(new IdRange(after, upTo)).sql(),
            limit(form.most(limit)));
    return read(form, rows, upTo, limit);
  }

  private Future<StoredPage> read(PageForm form, Sql rows, long upTo, int limit) {
    return form.bounded(rows).execute(pool).map(found -> form.page(found, upTo, form.most(limit)));
  }

  private static SqlCondition between(IdRange ids) {
    return SqlCondition.of("t.id > $1 AND t.id <= $2", ids.after(), ids.upTo());
  }

  /** Always of two parts, so that there are few statements to prepare. */
  private static SqlCondition within(Days days) {
    return SqlCondition.of(
        """
        t.record_id >= $1::uuid AND t.record_id < $2::uuid
        OR t.record_id >= $3::uuid AND t.record_id < $4::uuid""",
        days.closedFrom() == null ? LAST : days.closedFrom(),
        days.closedEnd() == null ? FIRST : days.closedEnd(),
        days.openFrom() == null ? LAST : days.openFrom(),
        days.openEnd() == null ? FIRST : days.openEnd());
  }

  private static SqlCondition in(StoredRange range) {
    return SqlCondition.of(
        """
        t.record_id >= $1::uuid AND t.record_id < $2::uuid
        AND t.created_at >= $3::timestamptz AND t.created_at < $4::timestamptz
        AND ($5::text IS NULL OR t.environment = $5)""",
        RecordIds.floor(range.from()),
        RecordIds.floor(range.to().plusMillis(1)),
        DbTimestamps.utc(range.from()),
        DbTimestamps.utc(range.to()),
        range.environment());
  }

  private static Sql limit(int limit) {
    return Sql.of("$1::bigint", limit);
  }
}
