package io.flagpost.ingest;

import static io.flagpost.ingest.Requests.decode;
import static io.flagpost.ingest.Requests.example;
import static io.flagpost.ingest.Requests.exampleWith;
import static io.flagpost.ingest.Requests.form;
import static io.flagpost.ingest.Requests.formText;
import static io.flagpost.ingest.Requests.json;
import static io.flagpost.ingest.Requests.jsonText;
import static io.flagpost.ingest.Requests.multipart;
import static io.flagpost.ingest.Requests.multipartText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentHashTest {

  @Test
  void encodingAndOrderDoNotCount() {
    Map<String, String> fields = exampleWith("hwid", "h");
    byte[] hash = form(fields).contentHash();

    assertThat(hash).hasSize(32);
    assertThat(
            List.of(
                form(new TreeMap<>(fields)),
                json(jsonText(fields)),
                multipart(multipartText(fields)),
                Requests.query(formText(fields)),
                decode(Requests.JSON, "hwid=h", jsonText(example()).getBytes(UTF_8))))
        .allSatisfy(request -> assertThat(request.contentHash()).isEqualTo(hash));
  }

  @Test
  void apiKeyAndNonceDoNotCount() {
    Map<String, String> fields = exampleWith("nonce", "n1");
    fields.put("api_key", "k");

    assertThat(form(fields).contentHash()).isEqualTo(form(example()).contentHash());
  }

  @Test
  void whiteSpaceBetweenTokensOfJsonDoesNotCount() {
    assertThat(json("{ \"flags\" : [ 1, {\"a b\" :\"\\\\\\\" \"} ] }").contentHash())
        .isEqualTo(json("{\"flags\":[1,{\"a b\":\"\\\\\\\" \"}]}").contentHash());
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
    assertThat(json(one).contentHash()).isNotEqualTo(json(other).contentHash());
  }

  @Test
  void whatTheColumnsCutOffCounts() {
    String text = "a".repeat(70_000);

    assertThat(form("text_data=" + text).contentHash())
        .isNotEqualTo(form("text_data=" + text + "b").contentHash());
    assertThat(form("text_data=%ff").contentHash())
        .isNotEqualTo(form("text_data=%fe").contentHash());
    assertThat(form("x[]=1&x[]=2").contentHash()).isNotEqualTo(form("x[]=2").contentHash());
  }

  @Test
  void theMissingIsLikeTheUnsent() {
    assertThat(json("{\"data_group\":null}").contentHash()).isEqualTo(json("{}").contentHash());
    assertThat(form("data_group=++").contentHash()).isEqualTo(json("{}").contentHash());
    assertThat(form("data_group=+g").contentHash()).isEqualTo(form("data_group=g").contentHash());
  }

  @Test
  void anUnreadableBodyCountsByItsBytesAndTheQueryByItsFields() {
    byte[] body = "not json".getBytes(UTF_8);
    byte[] hash = decode(null, "a=1&b=2&nonce=1", body).contentHash();

    assertThat(decode(null, "b=2&a=1", body).contentHash()).isEqualTo(hash);
    assertThat(decode(null, "b=2&a=2", body).contentHash()).isNotEqualTo(hash);
    assertThat(decode(null, "a=1&b=2", Arrays.copyOf(body, 7)).contentHash()).isNotEqualTo(hash);
  }

  @Test
  void aTruncatedFormInPartsCountsByItsBytesToo() {
    String whole = multipartText(example());

    assertThat(multipart(whole.substring(0, whole.length() - 60)).contentHash())
        .isNotEqualTo(multipart(whole.substring(0, whole.length() - 61)).contentHash());
  }
}
