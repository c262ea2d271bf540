package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the daily partitions of {@code telemetry}. Any thread, any number of nodes at once.
 *
 * <p>A partition is created apart and then attached, which lets writers go on. There is no default
 * partition: it would have to be searched at each attachment, and kept from detaching without a
 * lock.
 */
final class Partitions {
  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

  /** Names the advisory lock; any number that nobody else takes. */
  static final long LOCK = 0x666C_6167_7031L;

  private final Pool pool;
  private final PartitionRequests requests;

  /**
   * @param pool connections of whoever owns the table
   */
  Partitions(Pool pool, PartitionRequests requests) {
    this.pool = pool;
    this.requests = requests;
  }

  /** Makes sure that there are partitions from yesterday until so many days after today. */
  Future<Void> ensureAhead(Instant now, int daysAhead) {
    LocalDate today = day(now);
    List<LocalDate> days = new ArrayList<>();
    for (int i = -1; i <= daysAhead; i++) {
      days.add(today.plusDays(i));
    }
    return ensureDays(days);
  }

  /**
   * Makes sure that there are partitions for these moments. Where it fails, others have been asked
   * to make them.
   */
  Future<Void> ensure(Collection<Instant> moments) {
    return make(moments)
        .recover(
            failure ->
                requests
                    .ask(days(moments))
                    .transform((v, unasked) -> Future.failedFuture(failure)));
  }

  /** The same without a word to others. */
  Future<Void> make(Collection<Instant> moments) {
    return ensureDays(days(moments));
  }

  private static SortedSet<LocalDate> days(Collection<Instant> moments) {
    SortedSet<LocalDate> days = new TreeSet<>();
    moments.forEach(moment -> days.add(day(moment)));
    return days;
  }

  private Future<Void> ensureDays(Collection<LocalDate> days) {
    List<String> made = new ArrayList<>(); // one step after the other adds to it
    Future<Void> done = Future.succeededFuture();
    for (LocalDate day : days) {
      String name = name(day);
      done =
          done.compose(v -> pool.withConnection(connection -> ensure(connection, name, day)))
              .onSuccess(isNew -> note(isNew, name, made))
              .mapEmpty();
    }
    return done.onComplete(v -> log(made));
  }

  private static void note(boolean isNew, String name, List<String> made) {
    if (isNew) {
      made.add(name);
    }
  }

  private static void log(List<String> made) {
    if (!made.isEmpty()) {
      String first = made.get(0);
      String last = made.get(made.size() - 1);
      LOG.info("Made daily partitions: {}", made.size() == 1 ? first : first + " to " + last);
    }
  }

  /** Whether it had to be made. */
  private Future<Boolean> ensure(SqlConnection connection, String name, LocalDate day) {
    return isAttached(connection, name)
        .compose(
            there ->
                there ? Future.succeededFuture(false) : createUnlessThere(connection, name, day));
  }

  private Future<Boolean> createUnlessThere(SqlConnection connection, String name, LocalDate day) {
    return connection
        .begin()
        .compose(
            transaction ->
                connection
                    .query(
                        "SET LOCAL lock_timeout = '1s'; SELECT pg_advisory_xact_lock(" + LOCK + ")")
                    .execute()
                    .compose(v -> isAttached(connection, name))
                    .compose(
                        there ->
                            there ? Future.succeededFuture(false) : create(connection, name, day))
                    .compose(
                        isNew -> transaction.commit().map(isNew),
                        failure ->
                            transaction
                                .rollback()
                                .transform((v, w) -> Future.failedFuture(failure))));
  }

  private static Future<Boolean> isAttached(SqlConnection connection, String name) {
    return connection
        .preparedQuery(
            """
            SELECT EXISTS (
              SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
               WHERE i.inhparent = 'telemetry'::regclass AND c.relname = $1)""")
        .execute(Tuple.of(name))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static Future<Boolean> create(SqlConnection connection, String name, LocalDate day) {
    String ddl =
        String.format(
            Locale.ROOT,
            """
            CREATE TABLE %1$s (LIKE telemetry INCLUDING ALL);
            ALTER TABLE telemetry ATTACH PARTITION %1$s FOR VALUES FROM ('%2$s') TO ('%3$s');
            INSERT INTO telemetry_day (first_record, end_record, partition)
              VALUES ('%2$s', '%3$s', '%1$s') ON CONFLICT DO NOTHING""",
            name,
            RecordIds.floor(start(day)),
            RecordIds.floor(start(day.plusDays(1))));
    return connection.query(ddl).execute().map(true);
  }

  /** The partition that this record id belongs into. */
  static String name(UUID recordId) {
    return name(day(RecordIds.timeOf(recordId)));
  }

  private static String name(LocalDate day) {
    return "telemetry_p" + DAY.format(day);
  }

  private static LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
