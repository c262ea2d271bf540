package io.flagpost.administration;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.node.config.Mode;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.Commands;
import io.flagpost.testing.Patience;
import io.flagpost.testing.Program;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports that break off in all ways there are, each finished by the same command. */
@Timeout(300)
class TelemetryExportIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int RECORDS = 2_000;
  private static final int PATIENCE_SECONDS = 120;

  /** Some hundred records; more than the network keeps by itself comes behind it. */
  private static final long FIRST_OCTETS = 400_000;

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static String token;

  @TempDir private static Path shared;
  private static Path whole;

  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void fill() throws Exception {
    database = TestDatabase.create();
    gateway = start();
    storeRecords();
    token = newToken();
    whole = shared.resolve("whole.csv");
    export(gateway.adminUrl().toString(), whole).succeeds();
    assertManifestIsTrue(whole);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void nameIt() {
    file = folder.resolve("records.csv");
  }

  private static RunningGateway start() {
    return RunningGateway.start(Mode.DEMO, database, Commands.administrator());
  }

  private static void storeRecords() {
    Vertx vertx = Vertx.vertx();
    PgTelemetryStore store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    for (int i = 0; i < RECORDS; i++) {
      String text = "=" + i + ", \"\u202e\u001b[31m\"\r\n" + "x".repeat(1_000 + i % 50);
      await(
          store.append(
              request()
                  .fields(
                      new TelemetryFields(
                          "1", "u", "l", "a", "v", "text", null, null, null, text, "export-it"))
                  .build()));
    }
    await(store.close());
    await(vertx.close());
  }

  private static String newToken() throws IOException {
    Path home = Files.createDirectory(shared.resolve("home"));
    Commands commands = new Commands(home);
    commands.signIn(gateway);
    return commands
        .json("token create --name export --role analyst --expires-in 1d")
        .path("token")
        .asText();
  }

  @Test
  void whatCtrlCLeavesIsFinished() throws Exception {
    try (ExportNetwork network = new ExportNetwork(adminPort(gateway), FIRST_OCTETS)) {
      Command command = export(network.url(), file);
      network.awaitStalled();
      awaitRecords();
      command.process().destroy(); // SIGTERM, which takes the way of Ctrl-C

      assertThat(command.ended().said())
          .contains("Stopped: ", "the same command goes on from there");
    }
    assertThat(Files.exists(file)).isFalse();
    assertThat(state().path("records").path("count").asLong()).isPositive();

    finish();
  }

  @Test
  void whatAKilledCommandLeavesIsFinished() throws Exception {
    try (ExportNetwork network = new ExportNetwork(adminPort(gateway), FIRST_OCTETS)) {
      Command command = export(network.url(), file);
      network.awaitStalled();
      awaitRecords();
      command.process().destroyForcibly();
      command.ended();
    }
    finish();
  }

  @Test
  void aGatewayThatEndsIsReplacedByAnotherOneMeanwhile() throws Exception {
    RunningGateway second = start();
    try (RunningGateway first = start();
        ExportNetwork network = new ExportNetwork(adminPort(first), FIRST_OCTETS)) {
      Command command = export(network.url(), file);
      network.awaitStalled();
      awaitRecords();
      end(first);
      network.leadTo(adminPort(second));
      command.succeeds();
    } finally {
      second.close();
    }
    assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
    assertManifestIsTrue(file);
  }

  @Test
  void parquetHasTheSameRecords() throws Exception {
    Path ndjson = folder.resolve("records.ndjson");
    Path parquet = folder.resolve("records.parquet");

    export(gateway.adminUrl().toString(), ndjson).succeeds();
    export(gateway.adminUrl().toString(), parquet).succeeds();

    assertThat(ParquetRecords.read(parquet)).isEqualTo(records(ndjson));
    assertManifestIsTrue(parquet);
    assertThat(manifest(parquet).path("records")).isEqualTo(manifest(ndjson).path("records"));
  }

  private void finish() throws Exception {
    Command again = export(gateway.adminUrl().toString(), file);

    again.succeeds();
    assertThat(again.said()).contains("Going on behind ");
    assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
    assertManifestIsTrue(file);
  }

  /** Something has been written, so that there is something to go on with. */
  private void awaitRecords() throws Exception {
    Path part = folder.resolve("records.csv.part");
    Patience.until("there are records", () -> Files.exists(part) && Files.size(part) > 100_000);
  }

  private JsonNode state() throws IOException {
    return JSON.readTree(folder.resolve("records.csv.part.json").toFile());
  }

  private static JsonNode manifest(Path of) throws IOException {
    return JSON.readTree(of.resolveSibling(of.getFileName() + ".manifest.json").toFile());
  }

  private static void assertManifestIsTrue(Path of) throws Exception {
    JsonNode manifest = manifest(of);
    JsonNode written = manifest.path("files").path(0);
    byte[] bytes = Files.readAllBytes(of);
    assertThat(manifest.path("complete").asBoolean()).isTrue();
    assertThat(manifest.path("records").path("count").asLong()).isEqualTo(RECORDS);
    assertThat(written.path("bytes").asLong()).isEqualTo(bytes.length);
    assertThat(written.path("sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  /** Each record's members as Parquet has them. */
  private static List<Map<String, @Nullable Object>> records(Path ndjson) throws IOException {
    List<Map<String, @Nullable Object>> records = new ArrayList<>();
    for (String line : Files.readAllLines(ndjson)) {
      Map<String, @Nullable Object> record = new LinkedHashMap<>();
      JSON.readTree(line)
          .properties()
          .forEach(member -> record.put(member.getKey(), value(member.getValue())));
      for (String time : List.of("received_at", "occurred_at", "updated_at")) {
        Object text = record.get(time);
        record.put(time, text == null ? null : micros(Instant.parse((String) text)));
      }
      records.add(record);
    }
    return records;
  }

  private static @Nullable Object value(JsonNode json) {
    if (json.isArray()) {
      return json.valueStream().map(JsonNode::asText).toList();
    }
    if (json.isNumber()) {
      return json.asLong();
    }
    return json.isBoolean() ? (Object) json.asBoolean() : json.textValue();
  }

  private static long micros(Instant moment) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
  }

  /**
   * A command as a process.
   *
   * @param output the file that has what it says
   */
  private record Command(Process process, Path output) {
    String said() throws IOException {
      return Files.readString(output);
    }

    /** Waits for its end. */
    Command ended() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return this;
    }

    /** Waits for its end, which has to be a good one. */
    void succeeds() throws IOException, InterruptedException {
      assertThat(ended().process.exitValue()).as(said()).isZero();
    }
  }

  private static Command export(String url, Path to) throws IOException {
    ProcessBuilder builder =
        Program.process("telemetry", "export", to.toString(), "--data-group", "export-it");
    builder.environment().putAll(Map.of("FLAGPOST_URL", url, "FLAGPOST_TOKEN", token));
    Path output = Files.createTempFile("export", ".log");
    return new Command(builder.redirectOutput(output.toFile()).start(), output);
  }

  /** Before its time; to be ended once more does nothing to it. */
  private static void end(RunningGateway early) {
    early.close();
  }

  private static int adminPort(RunningGateway of) {
    return of.adminUrl().getPort();
  }
}
