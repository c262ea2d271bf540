package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferCommandsTest {
  private static final String ROWS = "license_key,status\nk1,active\n";

  @TempDir private Path folder;
  private Shell shell;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = FakeGateway.start();
    shell = new Shell(folder);
    shell.environment.put("FLAGPOST_URL", gateway.url());
    shell.environment.put("FLAGPOST_TOKEN", "sesame");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "licenses.csv, text/csv",
    "licenses.ndjson, application/x-ndjson",
    "licenses.JSONL, application/x-ndjson"
  })
  void aFileIsSentCompressedAsWhatItsEndingSays(String name, String type) throws IOException {
    gateway.answers(200, "{\"created\":1,\"errors\":0}");
    Path file = Files.writeString(folder.resolve(name), ROWS);

    assertThat(run("license import " + file + " --dry-run --on-existing=skip")).isZero();

    FakeGateway.Asked asked = gateway.last();
    assertThat(asked.target()).isEqualTo("/admin/v1/licenses/import?dry_run=true&on_existing=skip");
    assertThat(asked.type()).isEqualTo(type);
    assertThat(asked.coding()).isEqualTo("gzip");
    assertThat(unpacked(asked.body().getBytes())).isEqualTo(ROWS);
    assertThat(shell.out()).contains("created: 1");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void aFileThatIsCompressedAlreadyIsSentAsItIs() throws IOException {
    gateway.answers(200, "{}");
    Path file = folder.resolve("licenses.csv.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(run("license import " + file)).isZero();

    assertThat(gateway.last().body().getBytes()).isEqualTo(Files.readAllBytes(file));
    assertThat(gateway.last().coding()).isEqualTo("gzip");
  }

  @Test
  void rowsCanBePipedInIfTheirFormatIsSaid() throws IOException {
    gateway.answers(200, "{}");
    shell.piping(ROWS);

    assertThat(run("license import -")).isEqualTo(2);
    assertThat(run("license import - --format csv")).isZero();

    assertThat(unpacked(gateway.last().body().getBytes())).isEqualTo(ROWS);
  }

  @Test
  void everyErrorIsPrintedWithItsLine() throws IOException {
    gateway.answers(
        422,
        """
        {"title":"Cannot be done","detail":"Nothing was imported","errors":[
          {"field":"line 2, status","reason":"is unknown"},{"field":"line 3","reason":"is broken"}]}""");
    Path file = Files.writeString(folder.resolve("licenses.csv"), ROWS);

    assertThat(run("license import " + file)).isEqualTo(1);

    assertThat(shell.err().lines())
        .containsExactly(
            "flagpost license import: Cannot be done: Nothing was imported",
            "  line 2, status: is unknown",
            "  line 3: is broken");
  }

  @Test
  void fewerErrorsArePrintedIfSoAsked() throws IOException {
    gateway.answers(
        422,
        """
        {"title":"Cannot be done","errors":[
          {"field":"line 2","reason":"is bad"},{"field":"line 3","reason":"is bad"}]}""");
    Path file = Files.writeString(folder.resolve("licenses.csv"), ROWS);

    assertThat(run("license import " + file + " --max-errors=1")).isEqualTo(1);

    assertThat(shell.err()).contains("line 2: is bad", "and 1 more").doesNotContain("line 3");
  }

  @Test
  void onATerminalABarShowsHowFarItIs() throws IOException {
    gateway.answers(200, "{}");
    Path file = Files.writeString(folder.resolve("licenses.csv"), ROWS);
    shell.typing();

    assertThat(run("license import " + file)).isZero();

    assertThat(shell.err()).contains("Sending", "100%");
  }

  @Test
  void aFileThatIsNotThereIsNoMystery() {
    assertThat(run("license import " + folder.resolve("none.csv"))).isEqualTo(1);

    assertThat(shell.err()).contains("cannot read").contains("none.csv");
  }

  @Test
  void anExportGoesToTheStandardOutput() {
    gateway.answers(200, "text/csv", ROWS);

    assertThat(run("license export --status=blocked")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/licenses/export?status=blocked");
    assertThat(shell.out()).isEqualTo(ROWS);
  }

  @Test
  void anExportGoesIntoAFile() {
    gateway.answers(200, "application/x-ndjson", "{\"a\":\"ü\"}\n");
    Path file = folder.resolve("licenses.ndjson");

    assertThat(run("license export --out " + file)).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/licenses/export?format=ndjson");
    assertThat(file).hasContent("{\"a\":\"ü\"}\n");
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains("1 lines");
  }

  @Test
  void aBrokenExportIsNeverTakenForWhole() throws IOException {
    gateway.breaksOffAfter("text/csv", ROWS);
    Path file = Files.writeString(folder.resolve("licenses.csv"), "the last one");

    assertThat(run("license export --out " + file)).isEqualTo(6);

    assertThat(file).hasContent("the last one");
    assertThat(files()).containsExactly("licenses.csv");
    assertThat(shell.err()).contains("the export failed and is incomplete");
  }

  @Test
  void aRefusedExportLeavesNoFile() throws IOException {
    gateway.answers(403, "{\"title\":\"Not permitted\",\"detail\":\"no\"}");

    assertThat(run("license export --out " + folder.resolve("licenses.csv"))).isEqualTo(3);

    assertThat(files()).isEmpty();
    assertThat(shell.err()).contains("Not permitted: no");
  }

  @Test
  void aValidAuditLogIsExitCodeZero() {
    gateway.answers(
        200,
        """
        {"valid":true,"entries":3,"head":{"number":3,"at":"2027-01-01T00:00:00Z","mac":"ab"},
         "checkpoints":1,"problem":null,"warnings":["w"],"checkpoint_fingerprint":"cd"}""");

    assertThat(run("audit verify")).isZero();

    assertThat(shell.out()).contains("The audit log is valid.", "3, 2027", "Warning", "cd");
  }

  @Test
  void anInvalidAuditLogIsExitCodeOneAndNamesTheFirstBadEntry() {
    gateway.answers(
        200,
        """
        {"valid":false,"entries":1,"head":null,"checkpoints":1,"warnings":[],
         "problem":{"entry":2,"kind":"changed","explanation":"it was changed"}}""");

    assertThat(run("audit verify")).isEqualTo(1);

    assertThat(shell.out()).contains("NOT VALID", "First bad entry  2 (changed): it was changed");
  }

  private int run(String line) {
    return shell.run(line.split(" "));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String unpacked(byte[] packed) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
