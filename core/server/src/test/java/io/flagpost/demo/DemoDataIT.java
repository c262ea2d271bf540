package io.flagpost.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Commands;
import io.flagpost.testing.Patience;
import io.flagpost.testing.Repository;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A demo's generated records in a real gateway, with the plugins of the distribution. The tests
 * share one database; the last ones change it.
 */
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
class DemoDataIT {
  private static final int RECORDS = 6_000;
  private static final int DAYS = 14;
  private static final JsonMapper JSON = new JsonMapper();

  /** What stands of each record, and the story that its license or activation belongs to. */
  private static final String STANDING =
      """
      (SELECT t.*, coalesce(s.flags, t.flags) AS standing
         FROM telemetry t LEFT JOIN standing s USING (record_id)) AS r""";

  /**
   * From addresses of the tests' own choice; no check may be pending because the machine is busy.
   */
  private static final Map<String, String> SETTINGS =
      Map.of("http.trusted-proxies", "127.0.0.1", "checks.deadline", "20s");

  private static TestDatabase database = TestDatabase.create();
  private static RunningGateway gateway = RunningGateway.start(Mode.DEMO, database, SETTINGS);
  private static Map<Story, Long> byStory = Map.of();

  @TempDir private Path home;

  @BeforeAll
  static void generate() {
    byStory = gateway.generateDemoData(RECORDS, DAYS, 5).byStory();
    gateway.catchUp();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  @Order(1)
  void allRecordsAreThereInTheOrderOfTheirTimeAsAGatewayStoresThem() throws SQLException {
    assertThat(number("SELECT count(*) FROM telemetry")).isEqualTo(RECORDS);
    assertThat(
            number(
                "SELECT count(*) FROM (SELECT created_at, lag(created_at) OVER (ORDER BY id) AS"
                    + " before FROM telemetry) AS t WHERE before > created_at"))
        .isZero();
    assertThat(
            number(
                "SELECT count(*) FROM telemetry WHERE cardinality(pending) > 0"
                    + " OR (is_correct_format AND raw_body IS NOT NULL)"))
        .isZero();
    assertThat(number("SELECT count(DISTINCT known_product_id) FROM telemetry")).isEqualTo(3);
    assertThat(number("SELECT count(DISTINCT environment) FROM telemetry")).isEqualTo(2);
    assertThat(number("SELECT count(DISTINCT catalog_id) FROM telemetry")).isEqualTo(1);
  }

  @Test
  @Order(1)
  void eachStoryHasAsManyRecordsAsItsLabelsSay() throws SQLException {
    assertThat(labelled(Story.LEAKED_LICENSE, "license", "license_key"))
        .isEqualTo(made(Story.LEAKED_LICENSE));
    assertThat(labelled(Story.CLONED_ACTIVATION, "activation", "activation_identifier"))
        .isEqualTo(made(Story.CLONED_ACTIVATION));
    assertThat(labelled(Story.CRACKED_VERSION, "checksum", "build_checksum"))
        .isEqualTo(made(Story.CRACKED_VERSION));
    assertThat(labelled(Story.TEST_FARM, "license", "license_key"))
        .isEqualTo(made(Story.TEST_FARM));
    assertThat(labelled(Story.SILENT_LICENSES, "license", "license_key"))
        .isEqualTo(made(Story.SILENT_LICENSES));
    assertThat(
            number(
                "SELECT count(*) FROM telemetry t JOIN demo_story d ON d.kind = 'network'"
                    + " AND d.story = 'key-generator'"
                    + " AND t.client_address::inet << d.value::cidr"))
        .isEqualTo(made(Story.KEY_GENERATOR));
  }

  /** How many requests the generator made for it. */
  private static long made(Story story) {
    return byStory.getOrDefault(story, 0L);
  }

  private static long labelled(Story story, String kind, String column) throws SQLException {
    return number(
        "SELECT count(*) FROM telemetry t JOIN demo_story d ON d.value = t."
            + column
            + (" WHERE d.kind = '" + kind + "' AND d.story = '" + story.text() + "'"));
  }

  @Test
  @Order(1)
  void theChecksFindWhatTheStoriesAreAbout() throws SQLException {
    assertThat(flagged(Story.KEY_GENERATOR, "network", "unknown_license_key"))
        .isEqualTo(made(Story.KEY_GENERATOR));
    assertThat(flagged(Story.CRACKED_VERSION, "checksum", "checksum_mismatch"))
        .isEqualTo(made(Story.CRACKED_VERSION));
    assertThat(flagged(Story.LEAKED_LICENSE, "license", "activation_missing")).isPositive();
    assertThat(flagged(Story.LEAKED_LICENSE, "license", "shared_license")).isPositive();
    assertThat(flagged(Story.CLONED_ACTIVATION, "activation", "cloned_activation"))
        .isGreaterThan(made(Story.CLONED_ACTIVATION) / 4);
    // The innocent: what is only looked at by numbers looks the same.
    assertThat(flagged(Story.TEST_FARM, "license", "shared_license")).isPositive();
    assertThat(flagged(Story.TEST_FARM, "license", "activation_missing")).isZero();
    assertThat(
            number(
                "SELECT count(*) FROM "
                    + STANDING
                    + " JOIN demo_story d ON d.value = r.license_key AND d.story ="
                    + " 'silent-licenses' WHERE cardinality(standing) > 0"))
        .isZero();
  }

  private static long flagged(Story story, String kind, String flag) throws SQLException {
    String same =
        switch (kind) {
          case "license" -> "d.value = r.license_key";
          case "activation" -> "d.value = r.activation_identifier";
          case "checksum" -> "d.value = r.build_checksum";
          default -> "r.client_address::inet << d.value::cidr";
        };
    return number(
        "SELECT count(*) FROM "
            + STANDING
            + (" JOIN demo_story d ON d.kind = '" + kind + "' AND d.story = '" + story.text())
            + ("' AND " + same + " WHERE '" + flag + "' = ANY (standing)"));
  }

  @Test
  @Order(1)
  void theStatisticsCountThem() throws Exception {
    Patience.until(
        "all are counted",
        () -> number("SELECT coalesce(sum(records), 0) FROM rollup_hour") == RECORDS);
  }

  @Test
  @Order(2)
  void theFlagsAreThoseThatTheSameRequestsGetWhenTheyAreSent() throws Exception {
    List<Message> sample = sample();
    assertThat(sample).hasSizeGreaterThan(60);

    HttpClient http = HttpClient.newHttpClient();
    for (Message message : sample) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/send-telemetry-data"))
                  .header("Content-Type", "application/json")
                  // Another API key: what it sends does not repeat the generated records.
                  .header("Authorization", "Bearer " + DemoData.WRITE_ONLY_API_KEY)
                  .header("X-Forwarded-For", message.address())
                  .POST(BodyPublishers.ofByteArray(message.body()))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(flags(message, true))
          .as(new String(message.body(), UTF_8))
          .isEqualTo(flags(message, false));
    }
  }

  /** Of the last day, by when all licenses that end have ended, some of each kind. */
  private static List<Message> sample() throws SQLException {
    DemoDataPlan plan = plan();
    DemoTraffic traffic = new DemoTraffic(plan, Cast.of(plan));
    Instant from = new Timeline(plan).at(0.92);
    List<Message> sample = new ArrayList<>();
    Map<String, Integer> ofStory = new HashMap<>();
    while (traffic.hasNext()) {
      Message message = traffic.next();
      Story story = message.story();
      String kind = story == null ? "none" : story.text();
      if (!message.receivedAt().isBefore(from)
          && message.apiKey().equals(DemoData.API_KEY)
          && ofStory.merge(kind, 1, Integer::sum) <= (story == null ? 60 : 6)) {
        sample.add(message);
      }
    }
    return sample;
  }

  private static DemoDataPlan plan() throws SQLException {
    return new DemoDataPlan(
        RECORDS,
        DAYS,
        5,
        Instant.ofEpochMilli(
            number("SELECT (extract(epoch FROM ends_at) * 1000)::bigint FROM demo_data")));
  }

  /** At receipt; how far the client's time lies back is another matter now. */
  private static String flags(Message message, boolean sent) throws Exception {
    JsonNode body = JSON.readTree(message.body());
    return database.text(
        "SELECT array_remove(flags, 'clock_skew')::text FROM telemetry WHERE activation_identifier"
            + (" = '" + body.path("activation_identifier").asText() + "'")
            + (" AND sequence = " + body.path("metadata").path("sequence").asLong())
            + (" AND client_address = '" + message.address() + "'")
            + (" AND api_key_id " + (sent ? "=" : "<>"))
            + " (SELECT id FROM api_key WHERE name = 'Demo, write only') LIMIT 1");
  }

  @Test
  @Order(3)
  void aSecondGenerationIsRefused() {
    assertThatThrownBy(() -> gateway.generateDemoData(1_000, 7, 5))
        .hasStackTraceContaining("has its generated records already: 6000 of 14 days");
  }

  @Test
  @Order(4)
  void whatWasInterruptedGoesOnAndStoresEachRecordOnce() throws SQLException {
    String ids = "SELECT md5(string_agg(record_id::text, ' ' ORDER BY record_id)) FROM telemetry";
    String before = database.text(ids);
    database.execute(
        "DELETE FROM telemetry WHERE id IN (SELECT id FROM telemetry ORDER BY id LIMIT 700 OFFSET"
            + " 5000)",
        "UPDATE demo_data SET written = 4321, finished_at = NULL");

    DemoDataSummary summary = gateway.generateDemoData(1_000, 7, 99);

    assertThat(summary.plan().records()).isEqualTo(RECORDS);
    assertThat(summary.written()).isEqualTo(RECORDS - 4_321);
    assertThat(summary.byStory()).isEqualTo(byStory);
    assertThat(database.text(ids)).isEqualTo(before);
  }

  @Test
  @Order(5)
  void removedLeavesWhatWasSentAndIsCountedSo() throws Exception {
    long sent = number("SELECT count(*) FROM telemetry") - RECORDS;
    assertThat(sent).isPositive();
    gateway.close();

    assertThat(command().run("demo-data remove")).isZero();

    assertThat(number("SELECT count(*) FROM telemetry")).isEqualTo(sent);
    for (String table :
        List.of("license", "activation", "product", "demo_data", "demo_story", "api_key")) {
      assertThat(number("SELECT count(*) FROM " + table)).as(table).isZero();
    }
    assertThat(
            number(
                "SELECT count(*) FROM verdict WHERE record_id NOT IN (SELECT record_id FROM"
                    + " telemetry)"))
        .isZero();
    gateway = RunningGateway.start(Mode.PRODUCTION, database, SETTINGS);
    Patience.until(
        "only those are counted",
        () -> number("SELECT coalesce(sum(records), 0) FROM rollup_hour") == sent);
  }

  @Test
  @Order(6)
  void inProductionNothingIsGenerated() {
    assertThatThrownBy(() -> gateway.generateDemoData(1_000, 7, 5))
        .hasStackTraceContaining("not a demo's");
    Commands command = command();
    assertThat(command.run("demo-data generate --records 1000")).isEqualTo(1);
    assertThat(command.err()).contains("in production");
  }

  @Test
  @Order(7)
  void theCommandSaysWhatItMadeAndRefusesADatabaseWithRecords() throws SQLException {
    database = TestDatabase.create();
    Commands command = command();

    assertThat(command.run("demo-data generate --records 1000 --days 7 --seed 3 --no-wait"))
        .as(command.err())
        .isZero();

    assertThat(command.out())
        .contains("1000 records of 7 days", "seed 3", "leaked-license", "ordinary use")
        .contains("records a second", "demo_story");
    assertThat(number("SELECT count(*) FROM telemetry")).isEqualTo(1_000);
    database.execute("DELETE FROM demo_data");
    assertThat(command.run("demo-data generate --records 1000")).isEqualTo(1);
    assertThat(command.err()).contains("has records");
    assertThat(command.run("demo-data generate --records 999")).isEqualTo(2);
  }

  /** On a machine with the distribution. */
  private Commands command() {
    return new Commands(
        Repository.distribution(),
        Map.of(
            "FLAGPOST_DATA_DIR", home.toString(),
            "FLAGPOST_DATABASE_URL", database.nodeUrl(),
            "FLAGPOST_DATABASE_MAINTENANCE_URL", database.ownerUrl(),
            "FLAGPOST_KEYS_KEK_FILE", RunningGateway.kekFile().toString()));
  }

  private static long number(String sql) throws SQLException {
    return Long.parseLong(database.text(sql));
  }
}
