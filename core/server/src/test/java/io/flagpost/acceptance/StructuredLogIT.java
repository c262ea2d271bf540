package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.plugin.host.PluginSource;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.Answer;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.Program;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the distribution prints under {@code log.format: json}, read as a machine would. */
@Timeout(120)
@RunsBesideOthers
class StructuredLogIT {
  private static final String JSON_LOG = "--set=log.format=json";
  private static final String SEND = "/api/v1/send-telemetry-data";
  private static final String READ = "/api/v1/get-telemetry-data";
  private static final String UNKNOWN_KEY = "3f1dbb52-nobody-has-this-key";
  private static final String PASSWORD = "correct horse battery staple";
  private static final String KEK = "07".repeat(32);
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @TempDir private Path folder;

  @Test
  void everyLineIsAnObjectAndTellsOfARequestByTheIdOfItsAnswer() throws Exception {
    TestDatabase database = TestDatabase.create();
    Answer stored;
    Answer refused;
    Answer failed;
    AdminApi.Reply failedLogin;
    String log;
    try (DistributionProcess demo = startDemo(database);
        RawConnection client = new RawConnection(demo.httpPort())) {
      stored = client.send(post(SEND, DemoData.API_KEY)).receive();
      refused = client.send(post(SEND + "?api_key=" + UNKNOWN_KEY, UNKNOWN_KEY)).receive();
      failAllThatReads(database);
      failed = client.send(get(READ + "?api_key=" + DemoData.API_KEY)).receive();
      failedLogin = logIn(demo);
      log = logOnceTerminated(demo);
    }

    assertThat(log)
        .doesNotContain(DemoData.API_KEY, UNKNOWN_KEY, PASSWORD, KEK, "postgres:postgres");
    List<JsonNode> events = objects(log);
    assertAnswered(events, stored, 200, "POST", SEND);
    assertAnswered(events, refused, 401, "POST", SEND);
    assertAnswered(events, failed, 500, "GET", READ);
    assertFailureIsToldWithoutWordsOfPostgresql(events, failed);
    assertFailedLoginIsTold(events, failedLogin);
  }

  private static void failAllThatReads(TestDatabase database) throws SQLException {
    database.execute("ALTER TABLE telemetry RENAME user_identifier TO nobody");
    database.execute("ALTER TABLE account RENAME TO nobody");
  }

  private static AdminApi.Reply logIn(DistributionProcess demo) throws IOException {
    return AdminApi.at(URI.create("http://127.0.0.1:" + demo.adminPort()))
        .post("/admin/v1/login", "{\"name\":\"ann\",\"password\":\"" + PASSWORD + "\"}");
  }

  private static String logOnceTerminated(DistributionProcess demo) throws Exception {
    demo.terminate();
    assertThat(demo.exitCode()).isEqualTo(143);
    return demo.log();
  }

  private static void assertFailureIsToldWithoutWordsOfPostgresql(
      List<JsonNode> log, Answer failed) {
    JsonNode failure = only(log, "io.flagpost.telemetry.http.EnvelopeResponder");
    assertThat(failure.get("level").asText()).isEqualTo("ERROR");
    assertThat(value(failure, "request")).isEqualTo(idOf(failed));
    assertThat(failure.get("formattedMessage").asText())
        .contains("request " + idOf(failed) + ": SQLSTATE ");
    assertThat(failure.path("throwable").isContainerNode()).as("words of PostgreSQL's").isFalse();
  }

  private static void assertFailedLoginIsTold(List<JsonNode> log, AdminApi.Reply failedLogin) {
    assertThat(failedLogin.status()).isEqualTo(500);
    assertThat(value(only(log, "io.flagpost.admin.api.ProblemResponder"), "request"))
        .isEqualTo(failedLogin.header("X-Request-Id"))
        .isEqualTo(failedLogin.json().get("request_id").asText());
  }

  @Test
  void whatOthersLogByWayOfTheJdkAndHowTheirThreadsFailAreObjectsToo() throws Exception {
    Path drop = Files.createDirectory(folder.resolve("drop"));
    PluginSource.of("acme")
        .start(
            """
            java.util.logging.Logger.getLogger("acme").warning("Two\\nlines");
            new Thread(() -> { throw new IllegalStateException("gone"); }, "acme-1").start();
            return List.of(new Check());
            """)
        .jarInto(drop);
    try (DistributionProcess demo =
        startDemo(TestDatabase.create(), "--set=plugins.dir=" + drop)
            .untilItSays("Thread acme-1 failed")) {
      List<JsonNode> log = objects(logOnceTerminated(demo));

      assertThat(only(log, "acme").get("level").asText()).isEqualTo("WARN");
      assertThat(only(log, "acme").get("formattedMessage").asText()).isEqualTo("Two\nlines");
      assertThat(log)
          .anyMatch(event -> event.at("/throwable/message").asText().equals("gone"))
          .anyMatch(event -> event.get("formattedMessage").asText().startsWith("Plugin acme"));
    }
  }

  @Test
  void aStartThatFailsSaysSoInAnObjectToo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DistributionProcess node =
            DistributionProcess.start(
                folder,
                "serve",
                JSON_LOG,
                "--set=database.url=postgresql://ann:geheim@127.0.0.1:1/flagpost",
                "--set=keys.kek=" + KEK,
                "--set=admin.port=" + taken.getLocalPort())) {

      assertThat(node.exitCode()).isEqualTo(1);

      assertThat(objects(node.log()))
          .anyMatch(event -> event.get("formattedMessage").asText().contains("set admin.port"));
    }
  }

  @Test
  void underTheEnvironmentVariableSoDoesAnInvalidConfiguration() throws Exception {
    ProcessBuilder builder =
        Program.process("serve", "--set=http.prot=1", "--set=log.access=maybe");
    builder.environment().put("FLAGPOST_LOG_FORMAT", "json");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);

    assertThat(objects(output)).hasSize(1);
    assertThat(objects(output).get(0).get("formattedMessage").asText())
        .contains("http.prot", "log.access");
  }

  private DistributionProcess startDemo(TestDatabase database, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("demo", "--empty", JSON_LOG, "--set=log.access=on"));
    command.add("--set=database.url=" + database.url());
    command.add("--set=keys.kek=" + KEK);
    command.addAll(List.of(options));
    return DistributionProcess.start(folder, command.toArray(String[]::new))
        .untilItSays("Ready after ");
  }

  /** What was printed, if every line of it is one object; else the test fails. */
  private static List<JsonNode> objects(String output) {
    assertThat(output).endsWith("\n");
    List<JsonNode> objects = output.lines().map(StructuredLogIT::parsed).toList();
    assertThat(objects)
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.isObject()).isTrue();
              assertThat(event.get("timestamp").isIntegralNumber()).isTrue();
              assertThat(event.get("level").asText()).isIn("INFO", "WARN", "ERROR");
              assertThat(event.get("loggerName").asText()).isNotEmpty();
            });
    return objects;
  }

  private static JsonNode parsed(String line) {
    try {
      return STRICT.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private static void assertAnswered(
      List<JsonNode> log, Answer answer, int status, String method, String path) {
    assertThat(answer.status()).isEqualTo(status);
    List<JsonNode> lines =
        log.stream()
            .filter(event -> event.get("loggerName").asText().equals("io.flagpost.http.AccessLog"))
            .filter(event -> value(event, "request").equals(idOf(answer)))
            .toList();
    assertThat(lines).hasSize(1);
    JsonNode line = lines.get(0);
    assertThat(value(line, "status")).isEqualTo(Integer.toString(status));
    assertThat(value(line, "method")).isEqualTo(method);
    assertThat(value(line, "path")).isEqualTo(path);
    assertThat(value(line, "address")).isEqualTo("127.0.0.1");
    assertThat(Long.parseLong(value(line, "millis"))).isNotNegative();
    assertThat(line.get("formattedMessage").asText())
        .startsWith(method + " " + path + " " + status + " from 127.0.0.1 in ")
        .endsWith(" ms, request " + idOf(answer));
  }

  private static JsonNode only(List<JsonNode> log, String logger) {
    List<JsonNode> events =
        log.stream().filter(event -> event.get("loggerName").asText().equals(logger)).toList();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  /** Of an event's key-value pairs, the one of this key. */
  private static String value(JsonNode event, String key) {
    for (JsonNode pair : event.path("kvpList")) {
      if (pair.has(key)) {
        return pair.get(key).asText();
      }
    }
    throw new AssertionError("no " + key + " in " + event);
  }

  private static String idOf(Answer answer) {
    return Objects.requireNonNull(answer.header("X-Request-Id"));
  }

  private static String post(String target, String apiKey) {
    return String.format(
        Locale.ROOT,
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n",
        target,
        apiKey);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }
}
