package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Commands;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.EventClient;
import io.flagpost.testing.HostileRecords;
import io.flagpost.testing.HostileRecords.Sent;
import io.flagpost.testing.Patience;
import io.flagpost.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What hostile senders write, sent to the program as it is handed out, comes out of every channel
 * harmless, and nothing of it is lost.
 */
class HostileRecordsIT {
  private static final String SINCE = "occurred_from=" + HostileRecords.MADE_FROM;
  private static final List<Sent> SENT = HostileRecords.all();

  /** The signal that ends a process which is asked to stop. */
  private static final int TERMINATED = 143;

  /** What is shown of a raw body. */
  private static final int RAW_OCTETS = 65_536;

  @TempDir private static Path folder;

  private static DistributionProcess gateway;
  private static AdminApi admin;
  private static Commands commands;
  private static EventClient stream;
  private static Process tail;

  @BeforeAll
  static void sendAll() throws Exception {
    gateway =
        DistributionProcess.startDemo(
            Files.createDirectory(folder.resolve("gateway")),
            "--set",
            "admin.first-admin.password=" + Commands.PASSWORD,
            "--set",
            "log.access=on");
    admin = AdminApi.at(adminUrl()).signedIn("admin", Commands.PASSWORD);
    commands = new Commands(Files.createDirectory(folder.resolve("home")));
    commands.signIn(adminUrl());
    String token = token();
    stream =
        EventClient.open(URI.create(adminUrl() + "/admin/v1/telemetry/live?" + SINCE), token, "");
    stream.nextBlock();
    tail = startTail(token);
    HttpClient http = HttpClient.newHttpClient();
    for (Sent sent : SENT) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:" + gateway.httpPort() + "/api/v1/send-telemetry-data"))
                  .timeout(Duration.ofSeconds(60))
                  .header("Authorization", "Bearer " + DemoData.API_KEY)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(sent.json()))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s: %s", sent, answer.body()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() {
    if (tail != null) {
      tail.destroyForcibly();
    }
    if (stream != null) {
      stream.close();
    }
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> theWholeRecordGivesBackWhatWasSent() {
    return SENT.stream()
        .map(sent -> dynamicTest(sent.name(), () -> assertGivesBack(sent, show(sent))));
  }

  @Test
  void aSearchShowsWhatTheWholeRecordsShow() {
    Map<String, JsonNode> found = new TreeMap<>();
    String cursor = "";
    do {
      AdminApi.Reply page = admin.get("/admin/v1/telemetry?limit=50&sort=id&" + SINCE + cursor);
      assertThat(page.status()).as("%s", page).isEqualTo(200);
      assertIsOnlyData(page);
      page.json().path("items").forEach(item -> found.put(item.path("event_id").asText(), item));
      cursor = "&cursor=" + page.json().path("next_cursor").asText();
    } while (!cursor.endsWith("=null"));

    assertThat(found).hasSize(SENT.size());
    for (Sent sent : SENT) {
      assertFieldsAre(show(sent), Objects.requireNonNull(found.get(sent.eventId().toString())));
    }
  }

  @Test
  void theReadApiShowsThemInItsSignedEnvelope() throws Exception {
    GatewayKey key = GatewayKey.of(URI.create("http://127.0.0.1:" + gateway.httpPort()));
    AdminApi.Reply reader =
        admin.post(
            "/admin/v1/api-keys",
            "{\"name\":\"reader\",\"capabilities\":[\"read\"],\"environment\":\"production\"}");
    assertThat(reader.status()).as("%s", reader).isEqualTo(201);
    for (Sent sent : SENT) {
      HttpResponse<byte[]> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:"
                                  + gateway.httpPort()
                                  + "/api/v1/get-telemetry-data?event_id="
                                  + sent.eventId()))
                      .header("Authorization", "Bearer " + reader.json().path("key").asText())
                      .build(),
                  BodyHandlers.ofByteArray());
      assertThat(new String(response.body(), UTF_8)).matches("[\\x20-\\x7e\\n]*");
      JsonNode data =
          key.verified(new Answer(response.statusCode(), Map.of(), response.body()))
              .path("response")
              .path("data");
      assertThat(data).hasSize(1);
      JsonNode whole = show(sent).path("sent");
      for (String field : List.of("user_identifier", "license_key", "data_group")) {
        assertThat(data.get(0).path(field)).as("%s %s", sent, field).isEqualTo(whole.path(field));
      }
      if (whole.path("data_type").asText().equals("text")) {
        assertThat(data.get(0).path("data").asText()).isEqualTo(whole.path("text_data").asText(""));
      }
    }
  }

  @Test
  void aStreamHasOneEventForEachAndNoOther() {
    Map<String, JsonNode> told = new HashMap<>();
    while (told.size() < SENT.size()) {
      EventClient.Event event = stream.next();
      assertThat(event.type()).isIn("record", "verdict");
      assertThat(event.id()).matches("[0-9]{1,12}-[0-9]{1,12}");
      JsonNode record = event.json().path("record");
      boolean isNew = told.put(record.path("event_id").asText(), record) == null;
      assertThat(isNew).isEqualTo(event.type().equals("record"));
    }
    assertThat(HostileRecords.harmIn(stream.text())).isEmpty();
    assertThat(stream.text()).doesNotContainPattern("(?m)^(?!event: |id: |data: \\{|: |retry: |$)");
    for (Sent sent : SENT) {
      assertFieldsAre(show(sent), Objects.requireNonNull(told.get(sent.eventId().toString())));
    }
  }

  @Test
  void whoFollowsOnATerminalSeesALineForEachAndNothingElse() throws Exception {
    Path output = folder.resolve("tail");
    Patience.until("all have a line", () -> newLines(output) >= SENT.size());
    tail.destroy();
    assertThat(tail.waitFor()).isEqualTo(TERMINATED);

    String shown = Files.readString(output);
    assertThat(HostileRecords.harmIn(shown)).isEmpty();
    assertThat(newLines(output)).isEqualTo(SENT.size());
    assertThat(shown.lines()).allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:]{8}Z.*"));
  }

  private static long newLines(Path output) {
    try (Stream<String> lines = Files.lines(output)) {
      return lines.filter(line -> line.matches("[-0-9T:]{19}Z .*")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> theCommandThatShowsARecordIsHarmless() {
    return SENT.stream()
        .map(
            sent ->
                dynamicTest(
                    sent.name(),
                    () -> {
                      assertThat(commands.run("telemetry show " + sent.eventId())).isZero();
                      assertThat(HostileRecords.harmIn(commands.out())).isEmpty();
                      // Else a value could pretend to be a part of the record's own description.
                      assertThat(commands.out().lines().filter(line -> !line.startsWith(" ")))
                          .allMatch(
                              line ->
                                  line.matches(
                                      "(|Record    .*|Received  .*|From      .*|Flags     .*"
                                          + "|Pending   .*|Sent|At receipt|Of the same .*|20\\d\\d-.*)"));
                      JsonNode json = commands.json("telemetry show " + sent.eventId());
                      assertThat(json).isEqualTo(show(sent));
                    }));
  }

  @Test
  void theCommandThatSearchesIsHarmless() throws IOException {
    String search = "telemetry search --all --occurred-from " + HostileRecords.MADE_FROM;
    assertThat(commands.run(search)).as(commands.err()).isZero();

    assertThat(HostileRecords.harmIn(commands.out())).isEmpty();
    assertThat(commands.out().lines().filter(line -> line.matches("20[-0-9T:]{17}Z  .*")))
        .hasSize(SENT.size());
    assertThat(commands.out().lines()).allMatch(line -> line.matches("(20[-0-9T:]{17}Z)?  .*"));

    assertThat(commands.json(search)).hasSize(SENT.size());
    assertThat(HostileRecords.harmIn(commands.out())).isEmpty();
  }

  /** Of what was searched for, too: it may have been copied from a record. */
  @Test
  void whatIsSearchedForIsHarmlessInTheAuditLog() {
    for (HostileRecords.Text text : HostileRecords.texts()) {
      if (text.text().isBlank() || text.text().chars().anyMatch(c -> c >= 0xd800 && c < 0xe000)) {
        continue; // is no value of a filter, or cannot be written in an address
      }
      AdminApi.Reply found =
          admin.get(
              "/admin/v1/telemetry?limit=1&user_identifier="
                  + URLEncoder.encode(text.text(), UTF_8).replace("+", "%20"));
      assertThat(found.status()).as("%s: %s", text, found).isIn(200, 400);
    }

    assertThat(commands.run("audit list")).as(commands.err()).isZero();

    assertThat(HostileRecords.harmIn(commands.out())).isEmpty();
  }

  @Test
  void theLogSaysNothingOfWhatWasSent() throws IOException {
    String log = gateway.log();

    assertThat(log).contains("send-telemetry-data");
    assertThat(HostileRecords.harmIn(log)).isEmpty();
    assertThat(log).doesNotContain("forged", "alert(1)", "jndi", "DROP TABLE", "cmd|", "<b><b>");
  }

  /** Each field as it was sent or, where a column cannot hold that, the octets that were sent. */
  private static void assertGivesBack(Sent sent, JsonNode record) {
    Map<String, String> columns = new LinkedHashMap<>();
    sent.fields().keySet().forEach(field -> columns.put(field, text(record.path("sent"), field)));
    if (columns.equals(sent.fields())) {
      return;
    }
    JsonNode body = record.path("raw").path("body");
    byte[] octets = sent.json();
    assertThat(body.path("octets").asInt()).isEqualTo(octets.length);
    assertThat(body.path("hex").asText())
        .isEqualTo(HexFormat.of().formatHex(octets, 0, Math.min(octets.length, RAW_OCTETS)));
    assertThat(body.path("text").asText()).isEqualTo(new String(octets, UTF_8));
  }

  private static void assertFieldsAre(JsonNode whole, JsonNode listed) {
    for (String field : HostileRecords.FIELDS) {
      assertThat(listed.path(field)).as(field).isEqualTo(whole.path("sent").path(field));
    }
  }

  /** Nothing that a browser could take for anything else, and no raw control in it. */
  private static void assertIsOnlyData(AdminApi.Reply reply) {
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(new String(reply.answer().body(), UTF_8)).doesNotContainPattern("[\\x00-\\x1f]");
  }

  private static JsonNode show(Sent sent) {
    AdminApi.Reply reply = admin.get("/admin/v1/telemetry/" + sent.eventId());
    assertThat(reply.status()).as("%s: %s", sent, reply).isEqualTo(200);
    assertIsOnlyData(reply);
    return reply.json();
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).isNull() ? "" : json.path(field).asText();
  }

  private static Process startTail(String token) throws Exception {
    ProcessBuilder builder =
        Program.process("telemetry", "tail", "--occurred-from", HostileRecords.MADE_FROM);
    builder.environment().put("FLAGPOST_URL", adminUrl().toString());
    builder.environment().put("FLAGPOST_TOKEN", token);
    builder.environment().put("HOME", folder.toString());
    builder.redirectOutput(folder.resolve("tail").toFile());
    Process process = builder.start();
    Patience.until("it listens", () -> metric("flagpost_live_streams") == 2);
    return process;
  }

  private static double metric(String name) {
    return new String(admin.get("/metrics").answer().body(), UTF_8)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  private static String token() {
    AdminApi.Reply made =
        admin.post(
            "/admin/v1/tokens",
            "{\"name\":\"watch\",\"role\":\"analyst\",\"expires_at\":\"2027-06-01T00:00:00Z\"}");
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    return made.json().path("token").asText();
  }

  private static URI adminUrl() throws IOException {
    return URI.create("http://127.0.0.1:" + gateway.adminPort());
  }
}
