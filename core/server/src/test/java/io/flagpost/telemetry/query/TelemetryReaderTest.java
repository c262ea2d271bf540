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
import io.flagpost.telemetry.store.StoreRequests;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which records a reader finds, page by page, and where it answers. */
class TelemetryReaderTest extends TelemetryReaderFixture {
  private static final UUID EVENT = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private StoreRequest honest;

  @BeforeAll
  void storeRecords() throws SQLException {
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
    Future<Page> next = Readers.readPage(reader, reader("filters"), filter(Map.of()));
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

  private static StoreRequests named(String environment, String group) {
    return request()
        .environment(environment)
        .fields(fields("1", "user", "license", "activation", group));
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
}
