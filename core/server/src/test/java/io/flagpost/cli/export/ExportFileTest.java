package io.flagpost.cli.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFileTest {
  private static final String CSV =
      "record_id,id,received_at,text\r\n"
          + csv(7, "plain")
          + csv(8, "\"two\nlines, \"\"quoted\"\"\r\n\"")
          + csv(19, "\"\n\"");

  private static final String NDJSON = ndjson(7, "a\\nb") + ndjson(8, "\\\"") + ndjson(19, "");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameIt() {
    file = folder.resolve("records.part");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverPiecesItComesInOnlyWholeRecordsAreWritten(boolean csv) throws IOException {
    byte[] all = content(csv);
    for (int length = 0; length <= all.length; length++) {
      try (ExportFile out = ExportFile.begin(file, csv, 5)) {
        for (int at = 0; at < length; at += 3) {
          byte[] piece = Arrays.copyOfRange(all, at, Math.min(length, at + 3));
          out.write(piece, piece.length);
        }
        byte[] written = Files.readAllBytes(file);

        assertThat(new String(all, UTF_8)).startsWith(new String(written, UTF_8));
        assertThat(out.endsWhole()).isEqualTo(written.length == length);
        ExportProgress reached = out.reached();
        assertThat(reached.bytes()).isEqualTo(written.length);
        assertThat(reached.sha256()).isEqualTo(sha256(written));
        assertThat(reached.records()).isEqualTo(records(written, csv));
        assertThat(reached.lastId()).isEqualTo(new long[] {5, 7, 8, 19}[(int) reached.records()]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatBrokeOffIsGoneOnWithBehindItsLastRecord(boolean csv) throws IOException {
    byte[] all = content(csv);
    for (int length = 0; length <= all.length; length++) {
      ExportProgress reached;
      try (ExportFile out = ExportFile.begin(file, csv, 5)) {
        out.write(all, length);
        reached = out.sync();
      }
      try (ExportFile out = goOn(csv, reached)) {
        byte[] rest = Arrays.copyOfRange(all, (int) reached.bytes(), all.length);
        out.write(rest, rest.length);

        assertThat(out.reached().records()).isEqualTo(3);
        assertThat(out.reached().lastId()).isEqualTo(19);
        assertThat(out.reached().lastReceivedAt()).isEqualTo("2026-11-30T12:00:19.000000Z");
        assertThat(out.reached().sha256()).isEqualTo(sha256(all));
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(all);
    }
  }

  @Test
  void whatACrashLeftBehindTheLastKnownRecordIsCutOff() throws IOException {
    ExportProgress reached = write(CSV);
    Files.writeString(file, CSV + "\0\0\0 half of somethi");

    try (ExportFile out = goOn(true, reached)) {
      assertThat(out.reached()).isEqualTo(reached);
    }
    assertThat(file).hasContent(CSV);
  }

  @Test
  void whatIsNotAsItWasWrittenIsLeftAsItIs() throws IOException {
    ExportProgress reached = write(CSV);
    for (String changed : new String[] {CSV.replace("plain", "Plain"), CSV.substring(1), ""}) {
      Files.writeString(file, changed);

      assertThat(ExportFile.goOn(file, true, reached)).isNull();
      assertThat(file).hasContent(changed);
    }
  }

  /** The rest of a record whose connection broke does not come: the next one begins anew. */
  @Test
  void theBeginningOfARecordIsForgotten() throws IOException {
    byte[] all = CSV.getBytes(UTF_8);
    try (ExportFile out = ExportFile.begin(file, true, 5)) {
      int insideQuotes = CSV.indexOf("two") + 1;
      out.write(all, insideQuotes);
      out.forgetRest();
      byte[] rest = Arrays.copyOfRange(all, (int) out.reached().bytes(), all.length);
      out.write(rest, rest.length);
    }
    assertThat(file).hasContent(CSV);
  }

  @Test
  void whatIsNoRecordIsRefused() throws IOException {
    byte[] page = "<html>\n<body>\n".getBytes(UTF_8);
    try (ExportFile out = ExportFile.begin(file, false, 5)) {
      out.write(page, page.length);

      assertThatThrownBy(out::reached).isInstanceOf(NoRecordException.class);
    }
  }

  @Test
  void whatNeverEndsIsRefused() throws IOException {
    byte[] block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    for (int i = 0; i < block.length; i++) {
      block[i] = block[i] == '\n' ? 0 : block[i];
    }
    try (ExportFile out = ExportFile.begin(file, false, 5)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 32; i++) {
                  out.write(block, block.length);
                }
              })
          .isInstanceOf(NoRecordException.class);
    }
  }

  @Test
  void onlyItsOwnerReadsIt() throws IOException {
    write(CSV);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private ExportFile goOn(boolean csv, ExportProgress reached) throws IOException {
    return Objects.requireNonNull(ExportFile.goOn(file, csv, reached), "it is as it was written");
  }

  private ExportProgress write(String content) throws IOException {
    try (ExportFile out = ExportFile.begin(file, true, 5)) {
      byte[] bytes = content.getBytes(UTF_8);
      out.write(bytes, bytes.length);
      return out.sync();
    }
  }

  private static byte[] content(boolean csv) {
    return (csv ? CSV : NDJSON).getBytes(UTF_8);
  }

  private static long records(byte[] written, boolean csv) {
    String text = new String(written, UTF_8);
    return csv ? text.split("-000000000000,", -1).length - 1 : text.lines().count();
  }

  private static String csv(int id, String text) {
    return place(id, "", ",", ",") + "," + text + "\r\n";
  }

  private static String ndjson(int id, String text) {
    return place(id, "{\"record_id\":\"", "\",\"id\":", ",\"received_at\":\"")
        + "\",\"text\":\""
        + text
        + "\"}\n";
  }

  private static String place(int id, String first, String second, String third) {
    String number = id < 10 ? "0" + id : Integer.toString(id);
    return first
        + "0190b8a4-7c00-7000-8000-000000000000"
        + second
        + id
        + third
        + "2026-11-30T12:00:"
        + number
        + ".000000Z";
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }
}
