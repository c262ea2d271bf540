package io.flagpost.admin.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.transfer.TransferClient.Answer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedImportTest {
  private static final String IMPORT = "licenses/import";
  private static final String HEADER = "license_key,product_id,note\n";
  private static final String GOOD = "K-1,1,\n";
  private static final String LONG = "x".repeat(10_000_000);

  private static TransferClient client;

  @BeforeAll
  static void start() {
    client = new TransferClient(TransferSettings.DEFAULTS.withImportLimit(4 << 20));
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @AfterEach
  void nothingOfItStays() {
    assertThat(client.rows("SELECT count(*) FROM license")).containsExactly("0");
    assertThat(client.server.failures).isEmpty();
  }

  static Stream<Arguments> brokenCsv() {
    return Stream.of(
        csv("", "line 1: must be the header, with the names of the columns"),
        csv(
            "license_key,product_id,colour\n",
            "line 1: is the header, and names an unknown column in place 3; the columns are"
                + " license_key, product_id, environment, status, expires_at, activation_limit,"
                + " reference, note"),
        csv(
            "license_key,product_id,license_key\n",
            "line 1: is the header, and names license_key twice"),
        csv("license_key,note\n", "line 1: is the header, and has no product_id"),
        csv(HEADER + GOOD + "K-2,1\n", "line 3: has 2 fields, where the header has 3"),
        csv(HEADER + GOOD + "K-2,1,,\n", "line 3: has 4 fields, where the header has 3"),
        csv(
            HEADER + GOOD + "K\"2,1,\n",
            "line 3: has a quotation mark in a field that is not quoted"),
        csv(
            HEADER + GOOD + "\"K-2\"x,1,\nK-3,1,\n",
            "line 3: has a quotation mark that is not closed, or text after a closing one"),
        csv(
            HEADER + GOOD + "K-2,1,\"open\nK-3,1,\n",
            "line 3: has a quotation mark that is not closed"),
        csv(
            HEADER + GOOD + "K-2,1,\"open\n" + "K-3,1,\n".repeat(20_000),
            "line 3: has a quotation mark that is not closed, or text after a closing one"),
        csv(HEADER + GOOD + "K-2,1," + LONG + "\n", "line 3: is longer than 65536 characters"),
        csv(
            HEADER
                + GOOD
                + "K-2,1,\""
                + ("y".repeat(60_000) + "\n")
                + "\","
                + "z".repeat(60_000)
                + "\n",
            "line 3: begins a record longer than 65536 characters"));
  }

  private static Arguments csv(String content, String error) {
    return Arguments.of(content, error);
  }

  @ParameterizedTest
  @MethodSource("brokenCsv")
  void brokenCsvIsRefusedByItsLine(String content, String error) {
    Answer answer = client.csv(IMPORT, content);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errors()).containsExactly(error);
  }

  static Stream<Arguments> brokenNdjson() {
    return Stream.of(
        Arguments.of(400, "{\"license_key\":", "line 2: is not valid JSON at column 16"),
        Arguments.of(400, "[1]", "line 2: must be a JSON object"),
        Arguments.of(400, "{} {}", "line 2: must be one JSON object"),
        Arguments.of(400, "{'license_key':'K'}", "line 2: is not valid JSON at column 2"),
        Arguments.of(
            400,
            "{\"license_key\":\"K-2\",\"product_id\":1,\"license_key\":\"K-3\"}",
            "line 2, license_key: is there twice"),
        Arguments.of(
            400,
            "{\"license_key\":\"K-2\",\"product_id\":1,\"colour\":{\"a\":[1]}}",
            "line 2: has an unknown member; the members are license_key, product_id, environment,"
                + " status, expires_at, activation_limit, reference, note"),
        Arguments.of(
            422,
            "{\"license_key\":\"K-2\",\"product_id\":\"1\"}",
            "line 2, product_id: must be a whole number"),
        Arguments.of(
            422,
            "{\"license_key\":\"K-2\",\"product_id\":1.0}",
            "line 2, product_id: must be a whole number"),
        Arguments.of(
            422, "{\"license_key\":7,\"product_id\":1}", "line 2, license_key: must be a string"),
        Arguments.of(
            422,
            "{\"license_key\":\"K-2\",\"product_id\":1,\"status\":null}",
            "line 2, status: must be a string"),
        Arguments.of(
            422,
            "{\"license_key\":\"K-2\",\"product_id\":1,\"note\":\"\\u0000\"}",
            "line 2, note: must not contain U+0000"),
        Arguments.of(
            422,
            "{\"license_key\":\"K-2\",\"product_id\":1,\"note\":\"\\ud83d\"}",
            "line 2, note: contains an unpaired surrogate"),
        Arguments.of(
            422,
            "{\"license_key\":\"\",\"product_id\":1}",
            "line 2, license_key: must not be empty"),
        Arguments.of(
            422,
            "{\"license_key\":\"" + "k".repeat(256) + "\",\"product_id\":1}",
            "line 2, license_key: must have at most 255 characters"),
        Arguments.of(
            400, "{\"license_key\":\"" + LONG + "\"}", "line 2: is longer than 65536 characters"));
  }

  @ParameterizedTest
  @MethodSource("brokenNdjson")
  void brokenNdjsonIsRefusedByItsLine(int status, String line, String error) {
    Answer answer =
        client.ndjson(IMPORT, "{\"license_key\":\"K-1\",\"product_id\":1}\n" + line + "\n");

    assertThat(answer.errors()).containsExactly(error);
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aBrokenLineOfNdjsonDoesNotHideTheErrorsBehindIt() {
    Answer answer = client.ndjson(IMPORT, "{\n{\"license_key\":\"K-1\",\"product_id\":9}\nx\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errors())
        .containsExactly(
            "line 1: is not valid JSON at column 2",
            "line 2, product_id: there is no product 9",
            "line 3: is not valid JSON at column 1");
  }

  @Test
  void onlyUtf8IsTaken() {
    Answer latin = sendCsv((HEADER + GOOD + "K-2,1,\u00e9t\u00e9\n").getBytes(ISO_8859_1));
    assertThat(latin.status()).isEqualTo(400);
    assertThat(latin.errors()).containsExactly("line 3: is not valid UTF-8");

    Answer marked = sendCsv((HEADER + GOOD).getBytes(UTF_16));
    assertThat(marked.status()).isEqualTo(400);
    assertThat(marked.errors()).containsExactly("line 1: is UTF-16; the content must be UTF-8");

    Answer unmarked = sendCsv((HEADER + GOOD).getBytes(UTF_16LE));
    assertThat(unmarked.status()).isEqualTo(400);
    assertThat(unmarked.errors().get(0)).startsWith("line 1: is the header, and names an unknown");

    byte[] cut = (HEADER + "K-2,1,\u20ac").getBytes(UTF_8);
    Answer half = sendCsv(Arrays.copyOf(cut, cut.length - 1));
    assertThat(half.status()).isEqualTo(400);
    assertThat(half.errors()).containsExactly("line 2: is not valid UTF-8");
  }

  @Test
  void theErrorsBeforeABreakAreReportedToo() {
    Answer answer = sendCsv((HEADER + ",x,\nK-2,1,\u00e9\nK-3,1,\n").getBytes(ISO_8859_1));

    assertThat(answer.errors())
        .containsExactly(
            "line 2, license_key: is missing",
            "line 2, product_id: must be a whole number from 1 to 9223372036854775807",
            "line 3: is not valid UTF-8");
    assertThat(answer.json().path("detail").asText())
        .isEqualTo(
            "There are 3 errors, and the content after the last one could not be read;"
                + " nothing was imported");
  }

  @Test
  void theCharacterZeroIsRefused() {
    Answer answer = client.csv(IMPORT, HEADER + "K\0,1,\n");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.errors()).containsExactly("line 2, license_key: must not contain U+0000");
  }

  @Test
  void damagedGzipIsRefused() {
    byte[] whole = TransferClient.gzip((HEADER + GOOD.repeat(1_000)).getBytes(UTF_8));

    Answer cut = sendGzip(Arrays.copyOf(whole, whole.length - 9));
    assertThat(cut.status()).isEqualTo(400);
    assertThat(cut.errors().get(0)).endsWith(": is not valid gzip from here on");

    whole[whole.length - 5] ^= 1;
    assertThat(sendGzip(whole).status()).isEqualTo(400);

    Answer plain = sendGzip((HEADER + GOOD).getBytes(UTF_8));
    assertThat(plain.status()).isEqualTo(400);
    assertThat(plain.errors()).containsExactly("line 1: is not valid gzip from here on");
    assertThat(sendGzip(new byte[0]).status()).isEqualTo(400);
  }

  @Test
  void whatUnpacksToFarTooMuchIsRefused() {
    String lines = HEADER + "\n".repeat(40 << 20);

    Answer bomb = sendGzip(TransferClient.gzip(lines.getBytes(UTF_8)));

    assertThat(bomb.status()).isEqualTo(413);
    assertThat(bomb.json().path("detail").asText())
        .isEqualTo("The content expands to more than 200 times");
  }

  @Test
  void moreThanTheLimitIsRefused() {
    byte[] large = (HEADER + "\n".repeat(5 << 20)).getBytes(UTF_8);

    Answer answer = sendCsv(large);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("An import may have at most 4194304 bytes after decompression");
  }

  @Test
  void otherTypesAndEncodingsAreRefused() {
    byte[] content = (HEADER + GOOD).getBytes(UTF_8);

    assertThat(client.send(IMPORT, "application/json", content, "").status()).isEqualTo(415);
    assertThat(client.send(IMPORT, "text/csv; charset=latin1", content, "").status())
        .isEqualTo(415);
    assertThat(client.send(IMPORT, "text/csv", content, "br").status()).isEqualTo(415);
    assertThat(client.send(IMPORT, "text/csv", content, "gzip, gzip").status()).isEqualTo(415);
  }

  private static Answer sendCsv(byte[] content) {
    return client.send(IMPORT, "text/csv; charset=UTF-8", content, "");
  }

  private static Answer sendGzip(byte[] content) {
    return client.send(IMPORT, TransferClient.CSV, content, "gzip");
  }
}
