package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.database.Sql;
import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at the plans that PostgreSQL makes over two days of 40,000 records each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndexUseTest {
  private static final int RECORDS_PER_DAY = 40_000;

  private Vertx vertx;
  private TestDatabase database;
  private Pool pool;
  private Instant today;

  @BeforeAll
  void fill() throws SQLException {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    await(
        await(
                TestStores.open(
                    vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()))
            .close());
    pool = TelemetryReader.pool(vertx, database.connectOptions(), ReaderSettings.DEFAULTS);
    today =
        Instant.now()
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (Instant day : new Instant[] {today.minus(Duration.ofDays(1)), today}) {
        statement.execute(fill(day));
      }
      statement.execute(
          """
          INSERT INTO standing
            SELECT record_id, id, environment, CASE WHEN id % 200 = 0 THEN '{cloned_activation}'
                ELSE '{}' END::text[], '{}', created_at
              FROM telemetry WHERE id % 100 = 0""");
      statement.execute("ANALYZE telemetry, standing");
    }
  }

  @AfterAll
  void close() {
    await(pool.close());
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "license_key, license 77, 'Index Cond: .+hashtextextended.license_key'",
    "activation_identifier, activation 77, 'Index Cond: .+hashtextextended.activation_identifier'",
    "user_identifier, user 77, 'Index Cond: .+hashtextextended.user_identifier'",
    "product_id, 77, product_id_id_idx",
    "event_id, 11111111-2222-3333-4444-555555555555, event_id_idx",
    "event_id, 11111111-2222-3333-4444-555555555555, pkey",
    "red_flag, clock_skew, flags_idx",
    "red_flag, rare, flags_idx",
    "red_flag, never_raised, flags_idx",
    "has_red_flags, 1, environment_id_idx",
    "has_red_flags, 1, standing_flagged",
    "has_red_flags, 0, 'Index Cond: .+flagged = false'",
    "has_red_flags, 0, standing_unflagged",
    "after_id, 70000, environment_id_flagged_idx",
  })
  void aFilterIsAnsweredByItsIndex(String name, String value, String use) {
    String plan = plan(Map.of(name, value));

    assertThat(plan).containsPattern(use).doesNotContain("Seq Scan on telemetry_p" + day(today));
  }

  @Test
  void aRareRedFlagIsNotLookedForOnAWalk() {
    assertThat(plan(Map.of("red_flag", "rare", "per_page", "1")))
        .contains(day(today) + "_flags_idx")
        .doesNotContain("environment_id_");
  }

  @Test
  void theRecordsOfALicenseKeyThatIsSharedByThousandsAreReadInOrder() {
    assertThat(plan(Map.of("license_key", "shared")))
        .containsPattern("Index Cond: .+hashtextextended.license_key")
        .doesNotContain("->  Sort", "Seq Scan on telemetry_p" + day(today));
  }

  @ParameterizedTest
  @ValueSource(strings = {"77", "77 78", "999999"})
  void aKeyThatIsLimitedToRareProductsReadsByTheirIndex(String products) {
    assertThat(plan(limitedTo(products), Map.of()))
        .contains("product_id_id_idx")
        .doesNotContain("environment_id_", "Seq Scan on telemetry_p" + day(today));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1 77"})
  void aKeyThatIsLimitedToAFrequentProductReadsInOrder(String products) {
    assertThat(plan(limitedTo(products), Map.of()))
        .containsPattern("(product_id|environment)_id_(flagged_)?idx")
        .doesNotContain("->  Sort", "Seq Scan on telemetry_p" + day(today));
  }

  @Test
  void aTimeRangeReadsOnlyItsDays() {
    String plan =
        plan(
            Map.of(
                "from", today.plusSeconds(3600).toString(),
                "to", today.plusSeconds(3601).toString()));

    assertThat(plan)
        .contains("telemetry_p" + day(today) + "_pkey")
        .doesNotContain("telemetry_p" + day(today.minusSeconds(1)))
        .doesNotContain("telemetry_p" + day(today.plus(Duration.ofDays(1))));
  }

  private static ApiKey limitedTo(String products) {
    return reader(
        "production", Stream.of(products.split(" ")).map(Long::valueOf).toArray(Long[]::new));
  }

  private String plan(Map<String, String> parameters) {
    return plan(reader("production"), parameters);
  }

  private String plan(ApiKey key, Map<String, String> parameters) {
    ReadFilter filter = filter(parameters);
    IdRange ids = new IdRange(filter.position().afterId(), Long.MAX_VALUE);
    ReadQuery query =
        new ReadQuery(
            key,
            filter,
            ids,
            Days.ALL,
            List.of("shared-license"),
            filter.limit() + 1,
            AnswerBudget.CHARACTERS);
    StringBuilder plan = new StringBuilder();
    for (Row row : await(Sql.format("EXPLAIN (COSTS OFF) %s", query.sql()).execute(pool))) {
      plan.append(row.getString(0)).append('\n');
    }
    return plan.toString();
  }

  private static String day(Instant moment) {
    return moment.toString().substring(0, 10).replace("-", "");
  }

  /**
   * Records spread over the day, a tenth of them with the same license; each hundredth is flagged,
   * every tenth of those for its clock.
   */
  private static String fill(Instant day) {
    long step = Duration.ofDays(1).toMillis() / RECORDS_PER_DAY;
    return String.format(
        Locale.ROOT,
        """
        INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,
            product_id, user_identifier, license_key, activation_identifier, data_type, event_id,
            is_correct_format, product_exists, product_version_exists, flagged, flags, pending,
            catalog_id, known_product_id)
          SELECT (left(lpad(to_hex(%1$d + i * %2$d), 12, '0'), 8) || '-'
                  || right(to_hex(%1$d + i * %2$d), 4) || '-7'
                  || substr(gen_random_uuid()::text, 16))::uuid,
              to_timestamp((%1$d + i * %2$d) / 1000.0), 'production', 1, '192.0.2.1',
              CASE WHEN i %% 1000 IN (77, 78) THEN i %% 1000 ELSE 1 END::text, 'user ' || i %% 5000,
              CASE WHEN i %% 10 = 1 THEN 'shared' ELSE 'license ' || i %% 5000 END,
              'activation ' || i %% 5000, 'text', CASE WHEN i %% 10 = 0 THEN gen_random_uuid() END,
              true, true, true, i %% 100 = 0,
              CASE WHEN i %% 20000 = 100 THEN '{rare}' WHEN i %% 1000 = 0 THEN '{clock_skew}' WHEN i %% 100 = 0 THEN '{other}'
                   ELSE '{}' END::text[], '{}', 'c', CASE WHEN i %% 1000 IN (77, 78) THEN i %% 1000 ELSE 1 END
            FROM generate_series(0, %3$d - 1) AS i""",
        day.toEpochMilli(),
        step,
        RECORDS_PER_DAY);
  }
}
