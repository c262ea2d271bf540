package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.readPage;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryReaderTest {
  private static final UUID EVENT = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final Instant EARLY = Instant.parse("2024-02-27T01:57:24.123Z");

  private Vertx vertx;
  private TestDatabase database;
  private PgTelemetryStore store;
  private TelemetryReader reader;
  private StoreRequest honest;

  @BeforeAll
  void open() throws SQLException {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    reader =
        TelemetryReader.open(vertx, database.connectOptions(), List::of, ReaderSettings.DEFAULTS);
    honest = named("filters", "honest").build();
    put(honest);
    put(named("filters", "event").eventId(EVENT).build());
    put(named("filters", "flagged").flags(flag("clock_skew"), flag("acme/odd")).build());
    put(named("filters", "incorrect").incorrect().flags(flag("incorrect_format")).build());
    put(named("filters", "early").receivedAt(EARLY).build());
    put(
        request()
            .environment("filters")
            .knownProductId(null)
            .fields(
                new TelemetryFields(
                    "01", "u2", "l2", "a2", "v2", "text", null, null, null, "t", "other fields"))
            .build());
    StoreRequest cleared =
        named("filters", "cleared").flags(flag("license_expired")).pending("late").build();
    StoreRequest raised = named("filters", "raised").pending("late").build();
    put(cleared);
    put(raised);
    stand(cleared, "{}");
    stand(raised, "{cloned_activation}");
    put(named("elsewhere", "foreign").build());
    put(named("scoped", "product 1").build());
    put(
        request()
            .environment("scoped")
            .knownProductId(2L)
            .fields(fields("2", "user", "license", "activation", "product 2"))
            .build());
    put(named("scoped", "no product").knownProductId(null).build());
  }

  @AfterAll
  void close() {
    await(reader.close());
    await(store.close());
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data_type             | text                                  | other fields",
        "data_group            | event                                 | event",
        "data_group            | foreign                               | ''",
        "product_id            | 01                                    | other fields",
        "product_version       | v2                                    | other fields",
        "user_identifier       | u2                                    | other fields",
        "license_key           | l2                                    | other fields",
        "license_key           | L2                                    | ''",
        "activation_identifier | a2                                    | other fields",
        "event_id              | 11111111-2222-3333-4444-555555555555  | event",
        "event_id              | 11111111-2222-3333-4444-555555555556  | ''",
        "has_red_flags         | 1                                     | flagged,incorrect,raised",
        "has_red_flags         | false                | honest,event,early,other fields,cleared",
        "red_flag              | clock_skew                            | flagged",
        "red_flag              | acme/odd                              | flagged",
        "red_flag              | cloned_activation                     | raised",
        "red_flag              | license_expired                       | ''",
        "to                    | 2024-02-27T01:57:24.124Z              | early",
        "to                    | 2024-02-27T01:57:24.123Z              | ''",
        "to                    | 2024-02-27T01:57:24.1231Z             | early",
        "from                  | 2024-02-27T01:57:24.1231Z             "
            + "| honest,event,flagged,incorrect,other fields,cleared,raised",
      })
  void aFilterFindsExactlyItsRecords(String name, String value, String groups) {
    assertThat(groups(read(reader("filters"), Map.of(name, value))))
        .isEqualTo(groups.isEmpty() ? List.of() : List.of(groups.split(",")));
  }

  @Test
  void filtersNarrowEachOther() {
    assertThat(
            groups(
                read(
                    reader("filters"),
                    Map.of("has_red_flags", "1", "red_flag", "clock_skew", "from", "2025-01-01"))))
        .containsExactly("flagged");
    assertThat(
            groups(read(reader("filters"), Map.of("has_red_flags", "0", "red_flag", "clock_skew"))))
        .isEmpty();
    assertThat(
            groups(
                read(
                    reader("filters"),
                    Map.of("from", EARLY.toString(), "to", EARLY.plusMillis(1).toString()))))
        .containsExactly("early");
  }

  @Test
  void theGatewaysIdIsTheEventIdWhereTheClientSentNone() {
    String recordId = honest.record().recordId().toString();

    List<ObjectNode> found = read(reader("filters"), Map.of("event_id", recordId)).records();

    assertThat(found).hasSize(1);
    assertThat(found.get(0).get("event_id").textValue()).isEqualTo(recordId);
  }

  @Test
  void anotherEnvironmentsOrProductsRecordsAreNeverSeen() {
    assertThat(groups(read(reader("elsewhere"), Map.of()))).containsExactly("foreign");
    assertThat(groups(read(reader("nowhere"), Map.of()))).isEmpty();
    assertThat(groups(read(reader("scoped"), Map.of())))
        .containsExactly("product 1", "product 2", "no product");
    assertThat(groups(read(reader("scoped", 2L), Map.of()))).containsExactly("product 2");
    assertThat(groups(read(reader("scoped", 1L, 2L), Map.of("has_red_flags", "0"))))
        .containsExactly("product 1", "product 2");
    assertThat(groups(read(reader("elsewhere"), Map.of("red_flag", "cloned_activation"))))
        .isEmpty();
  }

  @Test
  void pagesAndWalksCoverEverythingOnce() {
    List<String> all = groups(read(reader("filters"), Map.of()));
    assertThat(all).hasSize(8);

    List<String> paged = new ArrayList<>();
    for (int page = 1; page <= 3; page++) {
      paged.addAll(
          groups(read(reader("filters"), Map.of("page", String.valueOf(page), "per_page", "3"))));
    }
    assertThat(paged).isEqualTo(all);
    assertThat(groups(read(reader("filters"), Map.of("page", "4", "per_page", "3")))).isEmpty();

    List<String> walked = new ArrayList<>();
    Page page = read(reader("filters"), Map.of("per_page", "3"));
    walked.addAll(groups(page));
    while (page.nextAfterId() != null) {
      page =
          read(
              reader("filters"),
              Map.of("per_page", "3", "after_id", String.valueOf(page.nextAfterId())));
      walked.addAll(groups(page));
    }
    assertThat(walked).isEqualTo(all);
    assertThat(read(reader("filters"), Map.of("per_page", "8")).nextAfterId()).isNull();
    assertThat(read(reader("filters"), Map.of("per_page", "7")).nextAfterId()).isNotNull();
    assertThat(
            groups(
                read(
                    reader("filters"), Map.of("has_red_flags", "1", "page", "2", "per_page", "2"))))
        .containsExactly("raised");
  }

  @Test
  void aRecordIsShownInTheContractsFormAndOrder() {
    put(
        request()
            .environment("shown")
            .receivedAt(EARLY)
            .occurredAt(Instant.parse("2024-02-27T01:57:20Z"))
            .eventId(EVENT)
            .fields(fields("100", "user", "license", "activation", "test_group"))
            .incorrect()
            .flags(flag("incorrect_format"))
            .pending("license-key")
            .build());

    ObjectNode shown = read(reader("shown"), Map.of()).records().get(0);

    assertThat(shown.remove("id").isIntegralNumber()).isTrue();
    assertThat(shown)
        .hasToString(
            "{\"user_identifier\":\"user\",\"license_key\":\"license\","
                + "\"activation_identifier\":\"activation\",\"product_id\":100,"
                + "\"product_version\":\"1.0.1\",\"data_type\":\"numeric-single-value\","
                + "\"data_group\":\"test_group\",\"data\":\"50\",\"is_correct_format\":0,"
                + "\"license_key_exists\":1,\"product_exists\":1,\"product_version_exists\":0,"
                + "\"has_red_flags\":1,\"created_at\":\"2024-02-27T01:57:24.123000Z\","
                + "\"updated_at\":\"2024-02-27T01:57:24.123000Z\","
                + "\"red_flags\":[\"incorrect_format\"],"
                + "\"event_id\":\"11111111-2222-3333-4444-555555555555\","
                + "\"occurred_at\":\"2024-02-27T01:57:20.000000Z\","
                + "\"pending_checks\":[\"license-key\"]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "numeric-single-value | 50.10 | -    | -   | -    | 50.10",
        "numeric-single-value | -     | 1    | 2   | t    | ``",
        "numeric-xy-axis      | -     | 1    | 2   | -    | {\"x\":1,\"y\":2}",
        "numeric-xy-axis      | 7     | 1e5  | -   | -    | {\"x\":1e5,\"y\":null}",
        "numeric-xy-axis      | -     | a\"b | .5  | -    | {\"x\":\"a\\\"b\",\"y\":\".5\"}",
        "numeric-xy-axis      | -     | +1   | 01  | -    | {\"x\":\"+1\",\"y\":\"01\"}",
        "numeric-xy-axis      | -     | 5.   | -0  | -    | {\"x\":\"5.\",\"y\":-0}",
        "numeric-xy-axis      | -     | NaN  | -.5 | -    | {\"x\":\"NaN\",\"y\":\"-.5\"}",
        "numeric-xy-axis      | -     | -1.50E+3 | 1e999 | - | {\"x\":-1.50E+3,\"y\":1e999}",
        "text                 | 7     | -    | -   | ` t `| ` t `",
        "text                 | 7     | -    | -   | -    | ``",
        "unknown              | 7     | 1    | 2   | t    | ``",
        "-                    | 7     | 1    | 2   | t    | ``",
      })
  void dataIsOneText(String type, String single, String x, String y, String text, String data) {
    String environment = "data " + UUID.randomUUID();
    put(
        request()
            .environment(environment)
            .fields(
                new TelemetryFields("01", null, null, null, null, type, single, x, y, text, null))
            .build());

    ObjectNode shown = read(reader(environment), Map.of()).records().get(0);

    assertThat(shown.get("data").textValue()).isEqualTo(data);
    assertThat(shown.get("product_id").textValue()).isEqualTo("01");
    assertThat(shown.get("license_key").isNull()).isTrue();
    assertThat(shown.get("occurred_at").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "100, true",
    "01, false",
    "-1, false",
    "9007199254740991, true",
    "9007199254740992, false",
    "9999999999999999, false",
    "10000000000000000, false",
    "99999999999999999999999, false",
  })
  void aProductIdIsANumberIfJavaScriptReadsTheSameOne(String sent, boolean number) {
    String environment = "product " + sent;
    put(request().environment(environment).fields(fields(sent, "user", "l", "a", "group")).build());

    ObjectNode shown = read(reader(environment), Map.of()).records().get(0);

    assertThat(shown.get("product_id").isIntegralNumber()).isEqualTo(number);
    assertThat(shown.get("product_id").asText()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({"\uD83D\uDE00, 2", "'\u0001', 4", "x, 27"})
  void aPageEndsWhereItsAnswerWouldBecomeTooLarge(String character, int fitting) {
    String environment = "large " + UUID.randomUUID();
    for (int i = 0; i < 30; i++) {
      put(text(environment, character.repeat(65_535)));
    }
    List<Long> all = new ArrayList<>();

    Page page = read(reader(environment), Map.of("page", "1", "per_page", "30"));
    assertThat(page.records()).hasSize(fitting);
    while (page.nextAfterId() != null) {
      all.addAll(ids(page));
      assertThat(page.nextAfterId()).isEqualTo(all.get(all.size() - 1));
      page =
          read(
              reader(environment),
              Map.of("after_id", String.valueOf(page.nextAfterId()), "per_page", "1000"));
    }
    all.addAll(ids(page));

    assertThat(all).hasSize(30).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void recordsOfARedFlagAreFoundAcrossMillionsOfIds() throws SQLException {
    String environment = "far " + UUID.randomUUID();
    for (long gap : new long[] {0, 150_000, 0, 9_000_000, 0}) {
      skipIds(gap);
      put(request().environment(environment).flags(flag("far_apart")).build());
    }
    List<Long> all = ids(read(reader(environment), Map.of()));
    assertThat(all).hasSize(5);

    Page first = read(reader(environment), Map.of("red_flag", "far_apart", "per_page", "3"));
    Page second =
        read(
            reader(environment),
            Map.of("red_flag", "far_apart", "after_id", String.valueOf(first.nextAfterId())));

    assertThat(ids(first)).isEqualTo(all.subList(0, 3));
    assertThat(ids(second)).isEqualTo(all.subList(3, 5));
    assertThat(second.nextAfterId()).isNull();
    assertThat(
            ids(
                read(
                    reader(environment),
                    Map.of("red_flag", "far_apart", "page", "2", "per_page", "2"))))
        .isEqualTo(all.subList(2, 4));
  }

  @Test
  void rowsThatFindNoRoomAreNotFetched() {
    String environment = "large " + UUID.randomUUID();
    for (int i = 0; i < 30; i++) {
      put(text(environment, "\uD83D\uDE00".repeat(65_535)));
    }
    ReadQuery query =
        new ReadQuery(
            reader(environment),
            filter(Map.of("has_red_flags", "0")),
            new IdRange(0, Long.MAX_VALUE),
            Days.ALL,
            List.of(),
            101,
            AnswerBudget.CHARACTERS);
    Pool pool = TelemetryReader.pool(vertx, database.connectOptions(), ReaderSettings.DEFAULTS);

    RowSet<Row> rows = await(query.sql().execute(pool));

    assertThat(rows.size()).isEqualTo(7); // of 262 kB each
    await(pool.close());
  }

  @Test
  void aPlaceIsKeptUntilTheAnswerHasLeft() {
    List<Promise<String>> sending = new ArrayList<>();
    List<Future<String>> reads = new ArrayList<>();
    for (int i = 0; i < 2 * ReaderSettings.DEFAULTS.connections(); i++) {
      Promise<String> left = Promise.promise();
      sending.add(left);
      reads.add(
          reader.read(
              reader("filters"), filter(Map.of()), Future::succeededFuture, p -> left.future()));
    }
    Future<Page> next = readPage(reader, reader("filters"), filter(Map.of()));
    assertThat(next.isComplete()).isFalse();

    sending.get(0).complete("sent");
    assertThat(await(next).records()).hasSize(8);

    sending.forEach(left -> left.tryComplete("sent"));
    assertThat(await(Future.all(reads)).<String>list()).containsOnly("sent");
  }

  @Test
  void pagesAreEncodedOnAWorkerAndDeliveredOnTheCallersContext() {
    Context caller = vertx.getOrCreateContext();
    Promise<List<Boolean>> onEventLoop = Promise.promise();

    caller.runOnContext(
        v ->
            reader
                .read(
                    reader("filters"),
                    filter(Map.of()),
                    page -> Future.succeededFuture(Context.isOnEventLoopThread()),
                    encoding ->
                        Future.succeededFuture(
                            List.of(
                                encoding,
                                Context.isOnEventLoopThread(),
                                Vertx.currentContext() == caller)))
                .onComplete(onEventLoop::handle));

    assertThat(await(onEventLoop.future())).containsExactly(false, true, true);
  }

  @Test
  void aLaterVerdictIsWhatStandsAndMovesTheUpdate() {
    ObjectNode shown = read(reader("filters"), Map.of("data_group", "raised")).records().get(0);

    assertThat(shown.get("has_red_flags").intValue()).isEqualTo(1);
    assertThat(shown.get("red_flags")).hasToString("[\"cloned_activation\"]");
    assertThat(shown.get("pending_checks")).hasToString("[]");
    assertThat(shown.get("updated_at").textValue()).isEqualTo("2030-01-01T00:00:00.000000Z");
  }

  private void skipIds(long count) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT setval('telemetry_id_seq', nextval('telemetry_id_seq') + " + count + ")");
    }
  }

  private static StoreRequest text(String environment, String text) {
    return request()
        .environment(environment)
        .fields(
            new TelemetryFields("1", "u", "l", "a", "v", "text", null, null, null, text, "large"))
        .build();
  }

  private static List<Long> ids(Page page) {
    return page.records().stream().map(record -> record.get("id").longValue()).toList();
  }

  private static StoreRequests named(String environment, String group) {
    return request()
        .environment(environment)
        .fields(fields("1", "user", "license", "activation", group));
  }

  private void put(StoreRequest request) {
    await(store.append(request));
  }

  private void stand(StoreRequest request, String flags) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          String.format(
              Locale.ROOT,
              "INSERT INTO standing SELECT record_id, id, environment, '%s', '{}', '2030-01-01Z'"
                  + " FROM telemetry WHERE record_id = '%s'",
              flags,
              request.record().recordId()));
    }
  }

  private Page read(ApiKey key, Map<String, String> parameters) {
    return await(readPage(reader, key, filter(parameters)));
  }

  private static List<String> groups(Page page) {
    return page.records().stream().map(record -> record.get("data_group").textValue()).toList();
  }
}
