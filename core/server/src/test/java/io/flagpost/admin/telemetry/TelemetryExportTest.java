package io.flagpost.admin.telemetry;

import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.hash.Sha256;
import io.flagpost.telemetry.query.ListedRecord;
import io.flagpost.telemetry.query.RecordExport.ExportSize;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.Patience;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of records over HTTP, with pages so small that there are many. */
class TelemetryExportTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant DAY = Instant.parse("2030-01-01T00:00:00Z");
  private static final int RECORDS = 60;

  /** Some were given out already. */
  private static long firstId;

  private static long lastId;
  private static final RaisedFlag[] NONE = {};

  /** What PostgreSQL makes of a row: the members of the JSON object, in their order. */
  private static final String PLAIN =
      """
      SELECT json_build_array(t.record_id, t.id,
             to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
             t.environment, t.api_key_id, t.client_address, t.product_id, t.user_identifier,
             t.license_key, t.activation_identifier, t.product_version, t.data_type,
             t.numeric_data_single_value, t.numeric_data_x, t.numeric_data_y, t.text_data,
             t.data_group, t.event_id, t.occurred_at, t.is_correct_format, t.license_key_exists,
             t.product_exists, t.product_version_exists,
             coalesce(cardinality(s.flags) > 0, t.flagged), coalesce(s.flags, t.flags),
             coalesce(s.pending, t.pending),
             to_char(coalesce(s.updated_at, t.created_at) AT TIME ZONE 'UTC',
                     'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
        FROM telemetry t LEFT JOIN standing s USING (record_id)
       WHERE %s ORDER BY t.id""";

  private static Vertx vertx;
  private static TestDatabase database;
  private static PgTelemetryStore store;
  private static ExportServer server;
  private static HttpClient client;

  @BeforeAll
  static void open() throws SQLException {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    for (int i = 0; i < RECORDS; i++) {
      await(store.append(record(i)));
    }
    firstId = Long.parseLong(database.text("SELECT min(id) FROM telemetry"));
    lastId = Long.parseLong(database.text("SELECT max(id) FROM telemetry"));
    database.execute(
        "INSERT INTO standing (record_id, id, environment, flags, pending, updated_at)"
            + " SELECT record_id, id, environment, CASE WHEN id % 2 = 0 THEN '{odd,later}'::text[]"
            + " ELSE '{}'::text[] END, '{}', '2030-01-05T00:00:00.5Z' FROM telemetry WHERE id % 5 = 0");
    server =
        new ExportServer(
            vertx,
            database.connectOptions(),
            List::of,
            new ExportSettings(2, new ExportSize(7, 1 << 20), Duration.ofSeconds(30)));
    client = vertx.createHttpClient();
  }

  @AfterAll
  static void close() {
    server.close();
    await(store.close());
    await(vertx.close());
  }

  @AfterEach
  void unlimited() {
    server.scope = Scope.UNLIMITED;
  }

  /** Three days, two environments, three products of which one is unknown, all kinds of text. */
  private static StoreRequest record(int i) {
    String[] texts = {"plain", "=1+1", "a\u001b[31mb", "\u202e, \"x\"\r\n", ""};
    return request()
        .receivedAt(DAY.plus(Duration.ofHours(i)))
        .environment(i % 3 == 0 ? "staging" : "production")
        .knownProductId(i % 4 == 0 ? null : (long) (i % 4))
        .clientAddress("192.0.2." + i)
        .flags(i % 6 == 0 ? new RaisedFlag[] {flag("odd")} : NONE)
        .pending(i % 7 == 0 ? new String[] {"slow"} : new String[0])
        .known(i % 2 == 0 ? null : true, i % 2 == 0)
        .fields(
            new TelemetryFields(
                "1",
                "user-" + i % 5,
                "-" + i,
                null,
                "v",
                "text",
                "-5",
                null,
                null,
                texts[i % texts.length],
                "group"))
        .build();
  }

  @Test
  void ndjsonIsWhatAPlainReadOfTheTableSays() throws Exception {
    assertThat(ndjson("")).isEqualTo(plain("true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "red_flag=odd | coalesce(s.flags, t.flags) && '{odd}'",
        "has_red_flags=false | NOT coalesce(cardinality(s.flags) > 0, t.flagged)",
        "environment=staging | t.environment = 'staging'",
        "user_identifier=user-3 | t.user_identifier = 'user-3'",
        "text=PLAIN&pending=true | t.text_data = 'plain' AND coalesce(s.pending, t.pending) <> '{}'",
        "from=2030-01-02&to=2030-01-03T05:00:00Z | t.created_at >= '2030-01-02Z' AND t.created_at < '2030-01-03T05:00Z'",
        "license_key=nobody | false",
        "after_id=13&up_to_id=41 | t.id > 13 AND t.id <= 41"
      })
  void filtersNarrowIt(String filterAndCondition) throws Exception {
    String[] parts = filterAndCondition.split(" \\| ", 2);

    assertThat(ndjson(parts[0])).isEqualTo(plain(parts[1]));
  }

  @Test
  void aLimitedCallerGetsWhatIsWithinTheLimit() throws Exception {
    server.scope = new Scope(Set.of(1L, 3L), Set.of("production"));

    assertThat(ndjson(""))
        .isEqualTo(plain("t.known_product_id IN (1, 3) AND t.environment = 'production'"))
        .isNotEmpty();
    assertThat(ndjson("environment=staging")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "ndjson"})
  void twoPartsAreTheSameBytesAsTheWholeWhereverItBrokeOff(String format) throws Exception {
    Download whole = download("format=" + format);
    assertThat(whole.header("Flagpost-Export-After-Id")).isEqualTo("0");
    assertThat(whole.header("Flagpost-Export-Up-To-Id")).isEqualTo("" + lastId);
    for (long id = firstId - 1; id <= lastId; id++) {
      String end = "&up_to_id=" + id;
      String begin = "&header=false&up_to_id=" + lastId + "&after_id=" + id;
      Buffer parts =
          Buffer.buffer()
              .appendBuffer(download("format=" + format + end).body())
              .appendBuffer(download("format=" + format + begin).body());

      assertThat(parts.toString(UTF_8)).isEqualTo(whole.body().toString(UTF_8));
    }
  }

  @Test
  void trailersTellHowManyThereWereAndTheirHash() throws Exception {
    Download whole = download("format=csv");

    assertThat(whole.trailers())
        .containsEntry("Flagpost-Export-Records", "" + RECORDS)
        .containsEntry(
            "Content-Digest",
            "sha-256=:"
                + Base64.getEncoder()
                    .encodeToString(Sha256.digest().digest(whole.body().getBytes()))
                + ":");
    assertThat(whole.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(whole.header("Content-Disposition")).contains("telemetry.csv");
  }

  @Test
  void csvHasAllColumnsOrThoseThatWereChosen() throws Exception {
    assertThat(download("").body().toString(UTF_8))
        .startsWith(String.join(",", ListedRecord.NAMES) + "\r\n");
    assertThat(
            download("column=text_data&column=license_key&up_to_id=" + firstId)
                .body()
                .toString(UTF_8))
        .startsWith("record_id,id,received_at,license_key,text_data\r\n");
  }

  @Test
  void formulasAreDefusedUnlessTheyAreToBeKept() throws Exception {
    String some = "column=text_data&up_to_id=" + (firstId + 2);
    String defused = download(some).body().toString(UTF_8);
    String kept = download(some + "&formulas=keep").body().toString(UTF_8);

    assertThat(defused).contains(",'=1+1\r\n", ",a\\u001b[31mb\r\n");
    assertThat(kept).contains(",=1+1\r\n", ",a\u001b[31mb\r\n");
  }

  /** An end that no export can have told is of another database. */
  @Test
  void anEndThatIsNotThereYetIsRefused() throws Exception {
    assertThat(download("up_to_id=" + (lastId + 1)).status()).isEqualTo(409);
    assertThat(download("up_to_id=3&after_id=4").status()).isEqualTo(400);
  }

  @Test
  void onlySoManyRunAtATimeAndAClientThatIsGoneGivesItsPlaceBack() throws Exception {
    try (ExportServer small =
            new ExportServer(
                vertx,
                database.connectOptions(),
                List::of,
                new ExportSettings(1, new ExportSize(7, 1 << 20), Duration.ofSeconds(30)));
        Connection locking = database.connect();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("LOCK TABLE telemetry_day IN ACCESS EXCLUSIVE MODE");
      try (Socket socket = ask(small)) {
        Patience.until(
            "its place is taken",
            () -> download(small, "").body().toString(UTF_8).contains("exports under way"));
        assertThat(socket.isConnected()).isTrue();
      }
      locking.rollback();
      Patience.until("there is room again", () -> download(small, "").status() == 200);
    }
  }

  @Test
  void whoOnlyAsksForTheHeadKeepsNoPlace() throws Exception {
    for (int i = 0; i < 5; i++) {
      Download head = ask(server, HttpMethod.HEAD, "");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Flagpost-Export-Up-To-Id")).isEqualTo("" + lastId);
    }
  }

  /** What came whole by the time the connection broke, and nothing that would look like its end. */
  @Test
  void aClientCanTellABrokenExportFromAWholeOne() throws Exception {
    String whole = read("?format=ndjson&up_to_id=" + firstId);

    assertThat(whole).endsWith("\r\n0\r\nFlagpost-Export-Records: 1\r\n" + trailerOf(whole));
  }

  private static String trailerOf(String answer) {
    return answer.substring(answer.lastIndexOf("Content-Digest"));
  }

  private static String read(String query) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /" + query + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Socket ask(ExportServer of) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), of.port());
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
    return socket;
  }

  private record Download(
      int status, Map<String, String> headers, Map<String, String> trailers, Buffer body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private static Download download(String query) {
    return download(server, query);
  }

  private static Download download(ExportServer from, String query) {
    return ask(from, HttpMethod.GET, query);
  }

  private static Download ask(ExportServer from, HttpMethod method, String query) {
    return await(
        client
            .request(method, from.port(), "127.0.0.1", "/?" + query)
            .compose(request -> request.send())
            .compose(
                response ->
                    response
                        .body()
                        .map(
                            body ->
                                new Download(
                                    response.statusCode(),
                                    map(response, false),
                                    map(response, true),
                                    body))));
  }

  private static Map<String, String> map(HttpClientResponse response, boolean trailers) {
    Map<String, String> map = new TreeMap<>();
    (trailers ? response.trailers() : response.headers())
        .forEach(
            entry ->
                map.put(
                    trailers ? entry.getKey() : entry.getKey().toLowerCase(Locale.ROOT),
                    entry.getValue()));
    return map;
  }

  /** The values of each record's members. */
  private static List<JsonNode> ndjson(String query) throws IOException {
    Download answer = download("format=ndjson&" + query);
    assertThat(answer.status()).as(answer.body().toString(UTF_8)).isEqualTo(200);
    List<JsonNode> records = new ArrayList<>();
    for (String line : answer.body().toString(UTF_8).lines().toList()) {
      JsonNode json = JSON.readTree(line);
      assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(ListedRecord.NAMES);
      records.add(JSON.createArrayNode().addAll(json.valueStream().toList()));
    }
    return records;
  }

  private static List<JsonNode> plain(String condition) throws Exception {
    List<JsonNode> records = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PLAIN.replace("%s", condition))) {
      while (rows.next()) {
        records.add(JSON.readTree(rows.getString(1)));
      }
    }
    return records;
  }
}
