package io.flagpost.admin.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.flagpost.platform.text.SpreadsheetText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
  private static final List<String> COLUMNS = List.of("id", "text", "flags", "ok");

  /** What senders write who mean ill. PostgreSQL keeps none of it out but U+0000. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "=HYPERLINK(\"http://x\",\"y\")",
          "\"quoted\",\r\n=1+1;second\ncell",
          "a\u001b]0;owned\u0007b\u001b[31m",
          "\u202etxt.exe\u2066\u200b\ufeff",
          "\u0001\u007f\u0085\u009b",
          "\u2028\u2029",
          "'; DROP TABLE telemetry; --",
          "\ud83d\ude00\udbff\udfff\uffff",
          "x".repeat(65_535),
          "\"".repeat(1_000),
          ",",
          "\r",
          "\n");

  @Test
  void csvTellsWhatWasNotSentFromWhatIsEmpty() {
    assertThat(csv(COLUMNS, true, true, record(1, null), record(2, "")))
        .isEqualTo("id,text,flags,ok\r\n1,,,true\r\n2,\"\",,true\r\n");
  }

  @Test
  void csvHasListsWithBlanks() {
    assertThat(csv(COLUMNS, true, false, record(1, "t", "odd", "acme/strange")))
        .isEqualTo("1,t,odd acme/strange,true\r\n");
  }

  @Test
  void csvHasOnlyTheColumnsThatAreAskedFor() {
    assertThat(csv(List.of("id", "ok"), true, true, record(1, "t")))
        .isEqualTo("id,ok\r\n1,true\r\n");
  }

  @Test
  void hostileTextComesOutOfCsvAsItWasSentIfItIsForMachines() throws IOException {
    assertThat(texts(csv(COLUMNS, false, false, hostile()))).isEqualTo(HOSTILE);
  }

  @Test
  void hostileTextStaysInItsFieldAndIsNoFormulaIfCsvIsForPeople() throws IOException {
    String csv = csv(COLUMNS, true, false, hostile());

    assertThat(texts(csv))
        .isEqualTo(HOSTILE.stream().map(SpreadsheetText::lines).toList())
        .noneMatch(text -> text.startsWith("="));
    assertThat(csv.replace("\r\n", "").chars())
        .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c));
  }

  @Test
  void ndjsonIsOneLineOfAsciiForEachRecord() throws IOException {
    String ndjson =
        new String(new NdjsonRecords(COLUMNS, true).of(hostile(), HOSTILE.size(), true), UTF_8);

    assertThat(ndjson.replace("\n", "").chars()).allMatch(c -> c >= ' ' && c < 0x7f);
    List<String> lines = ndjson.lines().toList();
    assertThat(lines).hasSize(HOSTILE.size());
    JsonMapper json = new JsonMapper();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(json.readTree(lines.get(i))).isEqualTo(record(i, HOSTILE.get(i)));
    }
  }

  @Test
  void ndjsonHasOnlyTheMembersThatAreAskedFor() {
    byte[] ndjson =
        new NdjsonRecords(List.of("id", "ok"), false).of(List.of(record(1, "t")), 1, false);

    assertThat(new String(ndjson, UTF_8)).isEqualTo("{\"id\":1,\"ok\":true}\n");
  }

  private static String csv(
      List<String> columns, boolean defused, boolean titled, ObjectNode... records) {
    return csv(columns, defused, titled, List.of(records));
  }

  private static String csv(
      List<String> columns, boolean defused, boolean titled, List<ObjectNode> records) {
    return new String(new CsvRecords(columns, defused).of(records, records.size(), titled), UTF_8);
  }

  private static List<String> texts(String csv) throws IOException {
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
      return reader.stream().map(row -> row.getField(1)).toList();
    }
  }

  private static List<ObjectNode> hostile() {
    List<ObjectNode> records = new ArrayList<>();
    for (int i = 0; i < HOSTILE.size(); i++) {
      records.add(record(i, HOSTILE.get(i)));
    }
    return records;
  }

  private static ObjectNode record(int id, @Nullable String text, String... flags) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id).put("text", text);
    ArrayNode list = json.putArray("flags");
    for (String flag : flags) {
      list.add(flag);
    }
    return json.put("ok", true);
  }
}
