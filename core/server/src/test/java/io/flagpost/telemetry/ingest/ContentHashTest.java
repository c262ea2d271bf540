package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.decode;
import static io.flagpost.telemetry.ingest.Requests.example;
import static io.flagpost.telemetry.ingest.Requests.exampleWith;
import static io.flagpost.telemetry.ingest.Requests.form;
import static io.flagpost.telemetry.ingest.Requests.formText;
import static io.flagpost.telemetry.ingest.Requests.json;
import static io.flagpost.telemetry.ingest.Requests.jsonText;
import static io.flagpost.telemetry.ingest.Requests.multipart;
import static io.flagpost.telemetry.ingest.Requests.multipartText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentHashTest {

  @Test
  void encodingAndOrderDoNotCount() {
    Map<String, String> fields = exampleWith("hwid", "h");
    byte[] hash = form(fields).contentHash().digest();

    assertThat(hash).hasSize(33);
    assertThat(
            List.of(
                form(new TreeMap<>(fields)),
                json(jsonText(fields)),
                multipart(multipartText(fields)),
                Requests.query(formText(fields)),
                decode(Requests.JSON, "hwid=h", jsonText(example()).getBytes(UTF_8))))
        .allSatisfy(request -> assertThat(request.contentHash().digest()).isEqualTo(hash));
  }

  @Test
  void apiKeyAndNonceDoNotCount() {
    Map<String, String> fields = exampleWith("nonce", "n1");
    fields.put("api_key", "k");

    assertThat(form(fields).contentHash().digest())
        .isEqualTo(form(example()).contentHash().digest());
  }

  /** Honest clients stamp it anew at each try. */
  @Test
  void theClientsTimeDoesNotCount() {
    byte[] hash = form(example()).contentHash().digest();

    for (String time : List.of("2026-01-01T00:00:00Z", "1767225600", "yesterday", "")) {
      assertThat(form(exampleWith("occurred_at", time)).contentHash().digest())
          .as(time)
          .isEqualTo(hash);
    }
    assertThat(json("{\"occurred_at\":[1]}").contentHash().digest())
        .isEqualTo(json("{}").contentHash().digest());
    assertThat(json("{\"Occurred_at\":1}").contentHash().digest())
        .isNotEqualTo(json("{}").contentHash().digest());
  }

  @Test
  void anEventIdIsItsUuidNotItsSpelling() {
    String id = "2964c3c9-0b5d-4d89-b3ac-4668f30bc492";
    byte[] hash = form(exampleWith("event_id", id)).contentHash().digest();

    assertThat(form(exampleWith("event_id", id.toUpperCase(Locale.ROOT))).contentHash().digest())
        .isEqualTo(hash);
    assertThat(form(exampleWith("event_id", " " + id + "\t")).contentHash().digest())
        .isEqualTo(hash);
    assertThat(form(exampleWith("event_id", id.replace('2', '3'))).contentHash().digest())
        .isNotEqualTo(hash);
    assertThat(form(exampleWith("event_id", "AB")).contentHash().digest())
        .isNotEqualTo(form(exampleWith("event_id", "ab")).contentHash().digest());
  }

  /** Under it keys were stored that are still known. */
  @Test
  void theRuleBeforeIsStillThere() {
    assertThat(HexFormat.of().formatHex(form("a=1&api_key=k&nonce=n").contentHash().digestBefore()))
        .isEqualTo("cda3ac74aadd846aa52bafdfcc02ef4d95dfaf7477eec1c7a05e252918e3ddaa");
    assertThat(form("occurred_at=1").contentHash().digestBefore())
        .isNotEqualTo(form("occurred_at=2").contentHash().digestBefore());
  }

  @Test
  void whiteSpaceBetweenTokensOfJsonDoesNotCount() {
    assertThat(json("{ \"flags\" : [ 1, {\"a b\" :\"\\\\\\\" \"} ] }").contentHash().digest())
        .isEqualTo(json("{\"flags\":[1,{\"a b\":\"\\\\\\\" \"}]}").contentHash().digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"hwid\":\"1\"}|{\"hwid\":\"2\"}",
        "{\"hwid\":\"1\"}|{\"Hwid\":\"1\"}",
        "{\"hwid\":\"1\"}|{\"hwid\":\"1\",\"x\":\"\"}",
        "{\"x\":\"\\ud800\"}|{\"x\":\"?\"}",
        "{\"x\":\"\\u0000\"}|{\"x\":\"\\ufffd\"}",
        "{\"x\":[1]}|{\"x\":\"[1]\"}",
        "{\"x\":null}|{\"x\":\"null\"}",
        "{\"x\":[\"a b\"]}|{\"x\":[\"ab\"]}",
        "{\"text_data\":\"a\"}|{\"text_data\":\"a \"}",
        "{\"a\":\"b\",\"c\":\"d\"}|{\"a\":\"d\",\"c\":\"b\"}",
        "{\"event_id\":\"1\"}|{}",
        "[1]|[2]",
        "[1]|{}"
      })
  void everythingElseCounts(String one, String other) {
    assertThat(json(one).contentHash().digest()).isNotEqualTo(json(other).contentHash().digest());
  }

  @Test
  void whatTheColumnsCutOffCounts() {
    String text = "a".repeat(70_000);

    assertThat(form("text_data=" + text).contentHash().digest())
        .isNotEqualTo(form("text_data=" + text + "b").contentHash().digest());
    assertThat(form("text_data=%ff").contentHash().digest())
        .isNotEqualTo(form("text_data=%fe").contentHash().digest());
    assertThat(form("x[]=1&x[]=2").contentHash().digest())
        .isNotEqualTo(form("x[]=2").contentHash().digest());
  }

  @Test
  void theMissingIsLikeTheUnsent() {
    assertThat(json("{\"data_group\":null}").contentHash().digest())
        .isEqualTo(json("{}").contentHash().digest());
    assertThat(form("data_group=++").contentHash().digest())
        .isEqualTo(json("{}").contentHash().digest());
    assertThat(form("data_group=+g").contentHash().digest())
        .isEqualTo(form("data_group=g").contentHash().digest());
  }

  @Test
  void anUnreadableBodyCountsByItsBytesAndTheQueryByItsFields() {
    byte[] body = "not json".getBytes(UTF_8);
    byte[] hash = decode(null, "a=1&b=2&nonce=1", body).contentHash().digest();

    assertThat(decode(null, "b=2&a=1", body).contentHash().digest()).isEqualTo(hash);
    assertThat(decode(null, "b=2&a=2", body).contentHash().digest()).isNotEqualTo(hash);
    assertThat(decode(null, "a=1&b=2", Arrays.copyOf(body, 7)).contentHash().digest())
        .isNotEqualTo(hash);
  }

  @Test
  void aTruncatedFormInPartsCountsByItsBytesToo() {
    String whole = multipartText(example());

    assertThat(multipart(whole.substring(0, whole.length() - 60)).contentHash().digest())
        .isNotEqualTo(multipart(whole.substring(0, whole.length() - 61)).contentHash().digest());
  }
}
