package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.telemetry.query.RecordPage.End;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a search does when PostgreSQL takes too long. */
class RecordWalkTest extends WalkFixture {
  private static final int RECORDS = 40;

  private static final Pattern RANGE =
      Pattern.compile("t\\.id > \\$(\\d+)::bigint AND t\\.id <= \\$(\\d+)::bigint");

  private final List<Long> widths = new ArrayList<>();
  private Pool pool;

  @BeforeEach
  void fill() {
    for (int i = 0; i < RECORDS; i++) {
      await(store.append(request().build()));
    }
    pool = TelemetryReader.pool(vertx, database.connectOptions(), ReaderSettings.DEFAULTS);
  }

  @AfterEach
  void closePool() {
    await(pool.close());
  }

  @Test
  void aStretchThatTakesTooLongIsTriedWithLess() {
    RecordPage page = await(walk(5, Duration.ofMinutes(1), 100).through(all()));

    assertThat(ids(page)).isEqualTo(newestFirst());
    assertThat(page.end()).isEqualTo(End.COMPLETE);
    assertThat(widths.get(0)).isEqualTo(RECORDS);
    assertThat(widths).anyMatch(width -> width <= 5);
  }

  @Test
  void whatIsTooLongForTheSmallestStretchFails() {
    Throwable failure = failure(walk(0, Duration.ofMinutes(1), 100).through(all()));

    assertThat(SqlFailure.of(failure).isCanceled()).isTrue();
    assertThat(widths).contains(1L);
  }

  @Test
  void aSearchThatTakesTooLongSaysHowFarItCameAndGoesOnFromThere() {
    List<Long> found = new ArrayList<>();
    IdRange rest = all();
    RecordPage page;
    int pages = 0;
    do {
      page = await(walk(5, Duration.ZERO, 100).through(rest));
      found.addAll(ids(page));
      rest = SearchOrder.NEWEST_FIRST.beyond(page.searchedTo(), RECORDS);
      pages++;
      if (page.end() == End.TIME) {
        assertThat(page.searchedToTime()).isNotNull();
      }
    } while (page.end() != End.COMPLETE);

    assertThat(found).isEqualTo(newestFirst());
    assertThat(pages).isGreaterThan(5);
  }

  private static IdRange all() {
    return new IdRange(0, RECORDS);
  }

  private static List<Long> newestFirst() {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= RECORDS; id++) {
      ids.add(id);
    }
    Collections.reverse(ids);
    return ids;
  }

  private static List<Long> ids(RecordPage page) {
    return page.records().stream().map(record -> record.get("id").longValue()).toList();
  }

  /** A search whose statements take too long for more than so many ids. */
  private RecordWalk walk(int most, Duration budget, int wanted) {
    AtomicLong nanos = new AtomicLong();
    return new RecordWalk(
        sql -> query(sql, most),
        nanos::incrementAndGet,
        new RecordQuery(SqlCondition.TRUE, RecordFilter.ALL, SearchOrder.NEWEST_FIRST, List.of()),
        SearchOrder.NEWEST_FIRST,
        wanted,
        budget);
  }

  private Future<RowSet<Row>> query(Sql sql, int most) {
    Matcher range = RANGE.matcher(sql.text());
    if (sql.text().contains("octets_before") && range.find()) {
      long width = value(sql, range.group(2)) - value(sql, range.group(1));
      widths.add(width);
      if (width > most) {
        return Future.failedFuture(
            new PgException("canceling statement", "ERROR", "57014", "too long"));
      }
    }
    return sql.execute(pool);
  }

  private static long value(Sql sql, String number) {
    return (long) sql.values().get(Integer.parseInt(number) - 1);
  }
}
