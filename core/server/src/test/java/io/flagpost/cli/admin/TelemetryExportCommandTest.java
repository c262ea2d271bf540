package io.flagpost.cli.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.platform.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryExportCommandTest {
  private static final String TITLE = "record_id,id,received_at,text_data\r\n";
  private static final String FIRST = record(7, "\"two\nlines\"");
  private static final String SECOND = record(9, "plain");
  private static final String WHOLE = TITLE + FIRST + SECOND;
  private static final String TARGET = "/admin/v1/telemetry/export?";

  @TempDir private Path folder;
  private Path file;
  private Shell shell;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("records.csv");
    gateway =
        FakeGateway.start()
            .heading("Flagpost-Export-After-Id", "0")
            .heading("Flagpost-Export-Up-To-Id", "12");
    shell = new Shell(folder, AdminContract.load());
    shell.environment.put("FLAGPOST_URL", gateway.url());
    shell.environment.put("FLAGPOST_TOKEN", "sesame");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void anExportIsAFileWithItsManifestBesideIt() throws IOException {
    gateway.answers(200, "text/csv", WHOLE);

    assertThat(run("--license-key K-1 --column text_data")).as(shell.err()).isZero();

    assertThat(gateway.last().target())
        .isEqualTo(TARGET + "column=text_data&license_key=K-1&format=csv");
    assertThat(Files.readString(file)).isEqualTo(WHOLE);
    JsonNode manifest = manifest();
    assertThat(manifest.path("complete").asBoolean()).isTrue();
    assertThat(manifest.path("format").asText()).isEqualTo("csv");
    assertThat(manifest.path("asked").path("license_key").path(0).asText()).isEqualTo("K-1");
    assertThat(manifest.path("after_id").asLong()).isZero();
    assertThat(manifest.path("up_to_id").asLong()).isEqualTo(12);
    assertThat(manifest.path("records").path("count").asLong()).isEqualTo(2);
    assertThat(manifest.path("records").path("first_id").asLong()).isEqualTo(7);
    assertThat(manifest.path("records").path("last_id").asLong()).isEqualTo(9);
    assertThat(manifest.path("records").path("sha256").asText()).isEqualTo(sha256(WHOLE));
    JsonNode written = manifest.path("files").path(0);
    assertThat(written.path("name").asText()).isEqualTo("records.csv");
    assertThat(written.path("bytes").asLong()).isEqualTo(WHOLE.length());
    assertThat(written.path("sha256").asText()).isEqualTo(sha256(WHOLE));
    assertThat(files()).containsExactly("records.csv", "records.csv.manifest.json");
    assertThat(shell.err()).contains("Wrote " + file + ": 2 records");
  }

  @Test
  void aConnectionThatBreaksIsMadeAgain() throws IOException {
    gateway.breaksOffAfter("text/csv", TITLE + FIRST + SECOND.substring(0, 50));
    gateway.answers(503, "{\"title\":\"Unavailable\"}");
    gateway.answers(200, "text/csv", SECOND);

    assertThat(run("")).as(shell.err()).isZero();

    assertThat(gateway.asked())
        .extracting(FakeGateway.Asked::target)
        .containsExactly(
            TARGET + "format=csv",
            TARGET + "format=csv&after_id=7&up_to_id=12&header=false",
            TARGET + "format=csv&after_id=7&up_to_id=12&header=false");
    assertThat(Files.readString(file)).isEqualTo(WHOLE);
    assertThat(manifest().path("records").path("sha256").asText()).isEqualTo(sha256(WHOLE));
    assertThat(shell.err()).contains("The connection broke");
  }

  @Test
  void whatBrokeOffIsGoneOnWithByTheSameCommand() throws IOException {
    gateway.breaksOffAfter("text/csv", TITLE + FIRST);
    gateway.answers(403, "{\"title\":\"Not permitted\"}");

    assertThat(run("--license-key K-1")).isEqualTo(3);
    assertThat(files()).containsExactly("records.csv.part", "records.csv.part.json");
    assertThat(shell.err())
        .contains(file + ".part has 1 record; the same command goes on from there");

    gateway.answers(200, "text/csv", SECOND);
    assertThat(run("--license-key K-1")).as(shell.err()).isZero();

    assertThat(gateway.last().target())
        .isEqualTo(TARGET + "license_key=K-1&format=csv&after_id=7&up_to_id=12&header=false");
    assertThat(Files.readString(file)).isEqualTo(WHOLE);
    assertThat(files()).containsExactly("records.csv", "records.csv.manifest.json");
    assertThat(shell.err()).contains("Going on behind 1 record");
  }

  @Test
  void somethingElseThatWasBegunIsNotGoneOnWith() throws IOException {
    breakOff();

    assertThat(run("--license-key K-2")).isEqualTo(5);
    assertThat(shell.err()).contains("something else has been begun", "--restart");
    assertThat(files()).containsExactly("records.csv.part", "records.csv.part.json");

    gateway.answers(200, "text/csv", WHOLE);
    assertThat(run("--license-key K-2 --restart")).as(shell.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo(WHOLE);
  }

  @Test
  void aPartThatWasChangedIsNotGoneOnWith() throws IOException {
    breakOff();
    Path part = folder.resolve("records.csv.part");
    Files.writeString(part, Files.readString(part).replace("two", "six"));

    assertThat(run("")).isEqualTo(5);

    assertThat(shell.err()).contains("is not as it was written");
    assertThat(gateway.asked()).hasSize(2);
  }

  @Test
  void whatACrashLeftBehindTheLastKnownRecordIsFetchedAgain() throws IOException {
    breakOff();
    Path part = folder.resolve("records.csv.part");
    Files.writeString(part, Files.readString(part) + SECOND.substring(0, 20));
    gateway.answers(200, "text/csv", SECOND);

    assertThat(run("")).as(shell.err()).isZero();

    assertThat(Files.readString(file)).isEqualTo(WHOLE);
  }

  @Test
  void aFileThatIsThereIsReplacedOnlyWhenItIsAskedFor() throws IOException {
    Files.writeString(file, "the last one");

    assertThat(run("")).isEqualTo(5);
    assertThat(shell.err()).contains("is there already; --overwrite replaces it");
    assertThat(gateway.asked()).isEmpty();

    gateway.answers(200, "text/csv", WHOLE);
    assertThat(run("--overwrite")).as(shell.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo(WHOLE);
  }

  @Test
  void aRefusedExportLeavesNothing() throws IOException {
    gateway.answers(400, "{\"title\":\"Not valid\",\"detail\":\"no\"}");

    assertThat(run("")).isEqualTo(1);

    assertThat(files()).isEmpty();
  }

  @Test
  void anAnswerThatIsNoExportLeavesNoFile() throws IOException {
    gateway.answers(200, "text/csv", "<html>\n</html>\n");

    assertThat(run("")).isEqualTo(1);

    assertThat(Files.exists(file)).isFalse();
    assertThat(shell.err()).contains("what came is no record");
  }

  @Test
  void theFormatIsThatOfTheOptionOrOfTheFilesName() throws IOException {
    file = folder.resolve("records.jsonl");
    String json =
        "{\"record_id\":\"0190b8a4-7c00-7000-8000-000000000000\",\"id\":7,"
            + "\"received_at\":\"2026-11-30T12:00:00.000000Z\"}\n";
    gateway.answers(200, "application/x-ndjson", json);

    assertThat(run("")).as(shell.err()).isZero();
    assertThat(gateway.last().target()).isEqualTo(TARGET + "format=ndjson");

    file = folder.resolve("records.txt");
    assertThat(run("")).isEqualTo(2);
    assertThat(shell.err()).contains("Which --format?");
    gateway.answers(200, "text/csv", WHOLE);
    assertThat(run("--format CSV")).as(shell.err()).isZero();
  }

  @Test
  void withoutTheFolderThereIsNoParquet() throws IOException {
    file = folder.resolve("records.parquet");

    assertThat(run("")).isEqualTo(1);

    assertThat(shell.err()).contains("this installation makes no Parquet", "parquet");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void onATerminalItShowsHowFarItIs() {
    gateway.answers(200, "text/csv", WHOLE);
    shell.typing();

    assertThat(run("")).as(shell.err()).isZero();

    assertThat(shell.err()).contains("2 records  50%  up to 2026-11-30 12:00:09");
    assertThat(shell.err().split("[\r\n]", -1))
        .filteredOn(line -> line.contains("%"))
        .isNotEmpty()
        .allMatch(line -> line.length() < 80);
  }

  @Test
  void itsHelpNamesTheFilesAndLeavesOutWhatItDoesItself() {
    assertThat(shell.run("telemetry", "export", "--help")).isZero();

    assertThat(shell.out())
        .contains("FILE.part", "--overwrite", "--restart", "--after-id", "--red-flag", "130")
        .doesNotContain("--header", "--up-to-id");
  }

  private void breakOff() {
    gateway.breaksOffAfter("text/csv", TITLE + FIRST);
    gateway.answers(403, "{\"title\":\"Not permitted\"}");
    assertThat(run("")).isEqualTo(3);
  }

  private int run(String options) {
    String line = "telemetry export " + file + " " + options;
    return shell.run(line.strip().split(" "));
  }

  private JsonNode manifest() throws IOException {
    return new JsonMapper()
        .readTree(folder.resolve(file.getFileName() + ".manifest.json").toFile());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(found -> found.getFileName().toString()).sorted().toList();
    }
  }

  private static String record(int id, String text) {
    return "0190b8a4-7c00-7000-8000-000000000000,"
        + id
        + ",2026-11-30T12:00:0"
        + id
        + ".000000Z,"
        + text
        + "\r\n";
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(UTF_8)));
  }
}
