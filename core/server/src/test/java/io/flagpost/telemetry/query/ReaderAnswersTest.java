package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a record is shown, and how many of them fit into an answer. */
class ReaderAnswersTest extends TelemetryReaderFixture {
  private static final UUID EVENT = UUID.fromString("11111111-2222-3333-4444-555555555555");

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

  private static StoreRequest text(String environment, String text) {
    return request()
        .environment(environment)
        .fields(
            new TelemetryFields("1", "u", "l", "a", "v", "text", null, null, null, text, "large"))
        .build();
  }
}
