package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgTelemetryStoreTest {
  private Vertx vertx;
  private TestDatabase database;
  private PgTelemetryStore store;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.createUnused();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  }

  @AfterAll
  void close() {
    await(store.close());
    await(vertx.close());
  }

  @Test
  void everyColumnKeepsWhatItWasGiven() throws SQLException {
    UUID eventId = UUID.randomUUID();
    StoreRequest request =
        request()
            .environment("staging")
            .apiKeyId(77)
            .fields(
                new TelemetryFields(
                    "1", "üser", "lic", "act", "1.0", "text", "5", "1", "2", " té\nxt ", "g"))
            .eventId(eventId)
            .occurredAt(Instant.parse("2024-02-27T01:57:24.123456Z"))
            .raw(new RawPart(new byte[] {0, -1, 5}, new byte[] {7}, "text/x", "gzip"))
            .incorrect()
            .flags(flag("incorrect_format"), flag("acme/odd"))
            .pending("license-key", "acme/late")
            .build();

    StoreOutcome outcome = await(store.append(request));

    assertThat(outcome).isEqualTo(new StoreOutcome(request.outcome(), false));
    try (Connection connection = database.connect();
        ResultSet row = select(connection, request)) {
      assertReceipt(row, request);
      assertFields(row);
      assertMetadata(row, eventId);
      assertRawPart(row);
      assertVerdict(row);
    }
  }

  private static void assertReceipt(ResultSet row, StoreRequest request) throws SQLException {
    assertThat(row.getLong("id")).isPositive();
    assertThat(row.getObject("created_at", OffsetDateTime.class).toInstant())
        .isEqualTo(request.record().receivedAt());
    assertThat(row.getString("environment")).isEqualTo("staging");
    assertThat(row.getLong("api_key_id")).isEqualTo(77);
    assertThat(row.getString("client_address")).isEqualTo("192.0.2.7");
  }

  private static void assertFields(ResultSet row) throws SQLException {
    assertThat(row.getString("product_id")).isEqualTo("1");
    assertThat(row.getString("user_identifier")).isEqualTo("üser");
    assertThat(row.getString("license_key")).isEqualTo("lic");
    assertThat(row.getString("activation_identifier")).isEqualTo("act");
    assertThat(row.getString("product_version")).isEqualTo("1.0");
    assertThat(row.getString("data_type")).isEqualTo("text");
    assertThat(row.getString("numeric_data_single_value")).isEqualTo("5");
    assertThat(row.getString("numeric_data_x")).isEqualTo("1");
    assertThat(row.getString("numeric_data_y")).isEqualTo("2");
    assertThat(row.getString("text_data")).isEqualTo(" té\nxt ");
    assertThat(row.getString("data_group")).isEqualTo("g");
    assertThat(row.getLong("known_product_id")).isEqualTo(1);
  }

  private static void assertMetadata(ResultSet row, UUID eventId) throws SQLException {
    assertThat(row.getObject("event_id")).isEqualTo(eventId);
    assertThat(row.getObject("occurred_at", OffsetDateTime.class).toInstant())
        .isEqualTo(Instant.parse("2024-02-27T01:57:24.123456Z"));
    assertThat(row.getString("nonce")).isEqualTo("a nonce");
    assertThat(row.getString("build_checksum")).isEqualTo("ab".repeat(32));
    assertThat(row.getLong("sequence")).isEqualTo(42);
  }

  private static void assertRawPart(ResultSet row) throws SQLException {
    assertThat(row.getBytes("raw_body")).containsExactly(0, -1, 5);
    assertThat(row.getBytes("raw_query")).containsExactly(7);
    assertThat(row.getString("raw_content_type")).isEqualTo("text/x");
    assertThat(row.getString("raw_content_encoding")).isEqualTo("gzip");
  }

  private static void assertVerdict(ResultSet row) throws SQLException {
    assertThat(row.getBoolean("is_correct_format")).isFalse();
    assertThat(row.getBoolean("license_key_exists")).isTrue();
    assertThat(row.getBoolean("product_exists")).isTrue();
    assertThat(row.getBoolean("product_version_exists")).isFalse();
    assertThat(row.getBoolean("flagged")).isTrue();
    assertThat((String[]) row.getArray("flags").getArray())
        .containsExactly("incorrect_format", "acme/odd");
    assertThat((String[]) row.getArray("pending").getArray())
        .containsExactly("license-key", "acme/late");
    assertThat(row.getString("flag_details"))
        .contains("\"check\": \"core\"", "Because of acme/odd.", "\"k\": \"v\"");
    assertThat(row.getString("catalog_id")).isEqualTo("catalog-1");
  }

  @Test
  void aRecordOfNothingHasNullsAndEmptyLists() throws SQLException {
    StoreRequest request = request().fields(TelemetryFields.NONE).knownProductId(null).build();

    await(store.append(request));

    try (Connection connection = database.connect();
        ResultSet row = select(connection, request)) {
      assertThat(row.getString("license_key")).isNull();
      assertThat(row.getObject("known_product_id")).isNull();
      assertThat(row.getBytes("raw_body")).isNull();
      assertThat(row.getString("flag_details")).isNull();
      assertThat((String[]) row.getArray("flags").getArray()).isEmpty();
      assertThat((String[]) row.getArray("pending").getArray()).isEmpty();
      assertThat(row.getBoolean("flagged")).isFalse();
    }
  }

  @Test
  void textThatPostgresqlRefusesIsStoredWithReplacements() throws SQLException {
    StoreRequest request =
        request()
            .group("a\0b\ud800c")
            .occurredAt(Instant.MAX)
            .flags(flag("odd\0flag"), flag("plain"))
            .build();

    await(store.append(request));

    try (Connection connection = database.connect();
        ResultSet row = select(connection, request)) {
      assertThat(row.getString("data_group")).isEqualTo("a\uFFFDb\uFFFDc");
      assertThat((String[]) row.getArray("flags").getArray())
          .containsExactly("odd\uFFFDflag", "plain");
      assertThat(row.getObject("occurred_at")).isNull();
      assertThat(new String(row.getBytes("raw_body"), java.nio.charset.StandardCharsets.UTF_8))
          .contains(Instant.MAX.toString());
    }
  }

  @Test
  void recordsOfOneMomentShareStatements() throws SQLException {
    List<Future<StoreOutcome>> appends = new ArrayList<>();
    int records = 2_000;
    countStatements();

    for (int i = 0; i < records; i++) {
      appends.add(store.append(request().group("crowd").build()));
    }
    await(Future.all(appends));

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      assertThat(count(statement, "SELECT count(*) FROM telemetry WHERE data_group = 'crowd'"))
          .isEqualTo(records);
      assertThat(count(statement, "SELECT count(*) FROM insert_statement"))
          .isBetween(4L, records / 10L);
    }
  }

  @Test
  void aRecordWithoutPartitionGetsOne() throws SQLException {
    Instant longAgo = OffsetDateTime.of(2021, 3, 4, 23, 59, 0, 0, ZoneOffset.UTC).toInstant();
    StoreRequest old = request().receivedAt(longAgo).build();
    StoreRequest late = request().receivedAt(longAgo.plusSeconds(3600)).build();

    await(Future.all(store.append(old), store.append(late)));

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      assertThat(count(statement, "SELECT count(*) FROM telemetry_p20210304")).isEqualTo(1);
      assertThat(count(statement, "SELECT count(*) FROM telemetry_p20210305")).isEqualTo(1);
    }
  }

  @Test
  void partitionsReachFromYesterdayToAWeekAhead() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      long made =
          count(
              statement,
              "SELECT count(*) FROM pg_inherits WHERE inhparent = 'telemetry'::regclass"
                  + " AND inhrelid::regclass::text >= 'telemetry_p2022'");
      assertThat(made).isEqualTo(9);
    }
  }

  @Test
  void answersComeOnTheCallersContext() {
    Context caller = vertx.getOrCreateContext();
    Promise<Context> answeredOn = Promise.promise();

    caller.runOnContext(
        v ->
            store
                .append(request().build())
                .onComplete(done -> answeredOn.complete(Vertx.currentContext())));

    assertThat(await(answeredOn.future())).isSameAs(caller);
  }

  /** Counts statements, not rows, in a table of their own. */
  private void countStatements() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE insert_statement (at timestamptz);
          CREATE FUNCTION count_insert() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN INSERT INTO insert_statement VALUES (now()); RETURN NULL; END';
          CREATE TRIGGER counting AFTER INSERT ON telemetry
            FOR EACH STATEMENT EXECUTE FUNCTION count_insert();""");
    }
  }

  private static ResultSet select(Connection connection, StoreRequest request) throws SQLException {
    ResultSet rows =
        connection
            .createStatement()
            .executeQuery(
                "SELECT * FROM telemetry WHERE record_id = '" + request.record().recordId() + "'");
    assertThat(rows.next()).isTrue();
    return rows;
  }

  private static long count(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
