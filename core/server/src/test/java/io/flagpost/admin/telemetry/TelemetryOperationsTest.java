package io.flagpost.admin.telemetry;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.query.RecordSearch;
import io.flagpost.telemetry.query.SearchSettings;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TelemetryOperationsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final Instant RECEIVED = Instant.parse("2030-01-01T00:00:00.123456Z");

  private static Vertx vertx;
  private static TestDatabase database;
  private static PgTelemetryStore store;
  private static Pool pool;
  private static RecordSearch search;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    search =
        RecordSearch.open(
            vertx, database.connectOptions(), "search", List::of, SearchSettings.DEFAULTS);
    pool = PgBuilder.pool().using(vertx).connectingTo(database.connectOptions()).build();
  }

  @AfterAll
  static void close() {
    await(pool.close());
    await(search.close());
    await(store.close());
    await(vertx.close());
  }

  @Test
  void whatWasSentIsShownAsItWasSent() throws IOException {
    UUID event = UUID.randomUUID();
    StoreRequest stored =
        store(
            request()
                .receivedAt(RECEIVED)
                .environment("staging")
                .apiKeyId(7)
                .eventId(event)
                .occurredAt(Instant.parse("2029-12-31T23:59:59Z"))
                .fields(
                    new TelemetryFields(
                        "0100", "<b>u</b>", "l", "a", null, "text", null, null, null, "\u202e", ""))
                .build());

    JsonNode record = show(stored.record().recordId());

    assertThat(record.path("record_id").asText()).isEqualTo(stored.record().recordId().toString());
    assertThat(record.path("received_at").asText()).isEqualTo("2030-01-01T00:00:00.123456Z");
    assertThat(record.path("environment").asText()).isEqualTo("staging");
    assertThat(record.path("api_key_id").asLong()).isEqualTo(7);
    assertThat(record.path("client_address").asText()).isEqualTo("192.0.2.7");
    assertThat(record.path("raw").isNull()).isTrue();
    assertThat(record.path("sent"))
        .isEqualTo(
            JSON.readTree(
                """
                {"product_id": "0100", "user_identifier": "<b>u</b>", "license_key": "l",
                 "activation_identifier": "a", "product_version": null, "data_type": "text",
                 "numeric_data_single_value": null, "numeric_data_x": null, "numeric_data_y": null,
                 "text_data": "\\u202e", "data_group": "", "event_id": "%s",
                 "occurred_at": "2029-12-31T23:59:59Z", "nonce": "a nonce", "build_checksum": "CHECKSUM",
                 "sequence": 42}"""
                    .replace("%s", event.toString())
                    .replace("CHECKSUM", String.valueOf(stored.record().buildChecksum()))));
  }

  @Test
  void whatNoFieldHoldsIsShownAsTextAndInHex() throws IOException {
    byte[] body = "{\"a\": \"ä\"".getBytes(UTF_8);
    byte[] query = {'q', '=', (byte) 0xff};
    StoreRequest stored =
        store(
            request()
                .raw(new RawPart(body, query, "application/json", "gzip"))
                .incorrect()
                .build());

    JsonNode raw = show(stored.record().recordId()).path("raw");

    assertThat(raw)
        .isEqualTo(
            JSON.readTree(
                """
                {"content_type": "application/json", "content_encoding": "gzip",
                 "body": {"octets": 10, "text": "{\\"a\\": \\"ä\\"", "hex": "7b2261223a2022c3a422"},
                 "query": {"octets": 3, "text": null, "hex": "713dff"}}"""));
  }

  @Test
  void ofALongBodyTheBeginningIsShown() throws IOException {
    StoreRequest stored =
        store(request().raw(new RawPart(new byte[70_000], new byte[0], null, null)).build());

    JsonNode body = show(stored.record().recordId()).path("raw").path("body");

    assertThat(body.path("octets").asInt()).isEqualTo(70_000);
    assertThat(body.path("hex").asText()).hasSize(2 * 65_536);
  }

  @Test
  void flagsOfItsReceiptComeWithTheirReasons() throws IOException {
    StoreRequest stored =
        store(request().flags(flag("odd"), flag("strange")).pending("slow").build());

    JsonNode receipt = show(stored.record().recordId()).path("receipt");

    assertThat(receipt.path("flags"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"code": "odd", "check": "core", "severity": "high",
                  "explanation": "Because of odd.", "evidence": {"k": "v"}},
                 {"code": "strange", "check": "core", "severity": "high",
                  "explanation": "Because of strange.", "evidence": {"k": "v"}}]"""));
    assertThat(receipt.path("pending")).isEqualTo(JSON.readTree("[\"slow\"]"));
  }

  @Test
  void laterVerdictsComeInTheirOrderAndWithWhatStands() throws Exception {
    StoreRequest stored = store(request().flags(flag("odd")).build());
    UUID id = stored.record().recordId();
    verdict(id, "live", "2030-01-02", "{shared}", "{odd}", "{odd,shared}", SHARED);
    verdict(id, "shadow", "2030-01-03", "{}", null, null, "{\"reason\": \"It has failed.\"}");
    database.execute(
        "INSERT INTO standing (record_id, id, environment, flags, pending, updated_at) SELECT"
            + " record_id, id, environment, '{odd,shared}', '{}', '2030-01-02T00:00:00Z' FROM telemetry"
            + " WHERE record_id = '"
            + id
            + "'");

    JsonNode record = show(id);

    assertThat(record.path("verdicts"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"check": "shared", "check_version": "1.0.0", "mode": "live", "pending": false,
                  "decided_at": "2030-01-02T00:00:00.000000Z", "reason": null,
                  "flags": [{"code": "shared", "check": "shared", "severity": "high",
                             "explanation": "On 9 machines.", "evidence": {"machines": "9"}}],
                  "findings": [{"kind": "many", "facts": {"machines": "9"}}],
                  "lookups": [{"what": "license", "found": false, "facts": {}}],
                  "flags_before": ["odd"], "flags_after": ["odd", "shared"]},
                 {"check": "shared", "check_version": "1.0.0", "mode": "shadow", "pending": false,
                  "decided_at": "2030-01-03T00:00:00.000000Z", "reason": "It has failed.",
                  "flags": [], "findings": [], "lookups": [],
                  "flags_before": null, "flags_after": null}]"""));
    assertThat(record.path("standing"))
        .isEqualTo(
            JSON.readTree(
                """
                {"flags": ["odd", "shared"], "pending": [],
                 "updated_at": "2030-01-02T00:00:00.000000Z"}"""));
  }

  private static final String SHARED =
      """
      {"flags": [{"code": "shared", "check": "shared", "severity": "high",
                  "explanation": "On 9 machines.", "evidence": {"machines": "9"}}],
       "findings": [{"kind": "many", "facts": {"machines": "9"}}],
       "lookups": [{"what": "license", "found": false, "facts": {}}]}""";

  @Test
  void aRecordIsFoundByTheEventIdOfItsSenderToo() throws IOException {
    UUID event = UUID.randomUUID();
    StoreRequest stored = store(request().eventId(event).build());

    assertThat(show(event).path("record_id").asText())
        .isEqualTo(stored.record().recordId().toString());
  }

  @Test
  void anEventIdOfSeveralRecordsNamesThem() {
    UUID event = UUID.randomUUID();
    UUID first = store(request().eventId(event).build()).record().recordId();
    UUID second = store(request().eventId(event).build()).record().recordId();

    Problem problem = refused(event);

    assertThat(problem.status()).isEqualTo(409);
    assertThat(problem.detail()).contains(first.toString(), second.toString());
  }

  @Test
  void aRecordThatIsNotThereIsNotFound() {
    assertThat(refused(UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void aRecordOutsideOfTheCallersLimitIsNotFound() {
    UUID event = UUID.randomUUID();
    UUID id = store(request().environment("staging").eventId(event).build()).record().recordId();

    for (Scope limit :
        List.of(new Scope(Set.of(2L), null), new Scope(null, Set.of("production")))) {
      assertThat(((ProblemException) failure(perform(id, limit))).problem().status())
          .isEqualTo(404);
      assertThat(((ProblemException) failure(perform(event, limit))).problem().status())
          .isEqualTo(404);
    }
    assertThat(await(perform(id, new Scope(Set.of(1L), Set.of("staging")))).status())
        .isEqualTo(200);
  }

  @Test
  void whatItsLicenseActivationAndUserSentBeforeAndAfterComesWithIt() throws IOException {
    StoreRequest before = store(request().fields(fields("1", "u", "near", "a", "g")).build());
    StoreRequest ofOther = store(request().fields(fields("1", "u", "far", "a", "g")).build());
    StoreRequest middle = store(request().fields(fields("1", "u", "near", "a", "g")).build());
    StoreRequest after =
        store(
            request()
                .fields(fields("1", "v", "near", "a", "g"))
                .clientAddress("198.51.100.1")
                .flags(flag("odd"))
                .build());
    store(request().environment("staging").fields(fields("1", "u", "near", "a", "g")).build());

    JsonNode around =
        AskedTelemetry.body(await(perform(middle.record().recordId()))).path("around");

    assertThat(links(around.path("license"), "before")).containsExactly(id(before));
    assertThat(links(around.path("license"), "after")).containsExactly(id(after));
    assertThat(links(around.path("activation"), "after")).containsExactly(id(after));
    assertThat(links(around.path("user"), "before")).containsExactly(id(ofOther), id(before));
    assertThat(links(around.path("user"), "after")).isEmpty();
    JsonNode link = around.path("license").path("after").path(0);
    assertThat(link.path("client_address").asText()).isEqualTo("198.51.100.1");
    assertThat(link.path("product_version").asText()).isEqualTo("1.0.1");
    assertThat(link.path("red_flags")).isEqualTo(JSON.readTree("[\"odd\"]"));
  }

  private static List<String> links(JsonNode sender, String side) {
    List<String> ids = new ArrayList<>();
    sender.path(side).forEach(link -> ids.add(link.path("record_id").asText()));
    return ids;
  }

  private static String id(StoreRequest stored) {
    return stored.record().recordId().toString();
  }

  private static StoreRequest store(StoreRequest request) {
    await(store.append(request));
    return request;
  }

  private static void verdict(
      UUID record,
      String mode,
      String day,
      String flags,
      @Nullable String before,
      @Nullable String after,
      String details)
      throws Exception {
    database.execute(
        String.join(
            " ",
            "INSERT INTO verdict (record_id, check_id, check_version, mode, run, decided_at, flags,",
            "pending, details, flags_before, flags_after) VALUES (",
            String.join(
                ", ",
                quoted(record.toString()),
                "'shared', '1.0.0'",
                quoted(mode),
                "0",
                quoted(day + "T00:00:00Z"),
                quoted(flags),
                "false",
                quoted(details),
                quoted(before),
                quoted(after)),
            ")"));
  }

  private static String quoted(@Nullable String value) {
    return value == null ? "NULL" : "'" + value + "'";
  }

  /** As whoever asks reads it. */
  private static JsonNode show(UUID id) throws IOException {
    List<ObjectNode> found = await(WholeRecord.find(pool, SqlCondition.TRUE, id));
    assertThat(found).hasSize(1);
    return JSON.readTree(found.get(0).toString());
  }

  private static Problem refused(UUID id) {
    return ((ProblemException) failure(perform(id))).problem();
  }

  private static Future<AdminAnswer> perform(UUID id) {
    return perform(id, Scope.UNLIMITED);
  }

  private static Future<AdminAnswer> perform(UUID id, Scope scope) {
    return Objects.requireNonNull(
            new TelemetryOperations(search, Clock.systemUTC())
                .operations()
                .get("showTelemetryRecord"))
        .perform(AskedTelemetry.request(scope, Map.of("record_id", id.toString()), Map.of()));
  }
}
