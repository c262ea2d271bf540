package io.flagpost.ingest;

import static io.flagpost.ingest.Requests.API_KEY;
import static io.flagpost.ingest.Requests.FORM;
import static io.flagpost.ingest.Requests.JSON;
import static io.flagpost.ingest.Requests.decode;
import static io.flagpost.ingest.Requests.form;
import static io.flagpost.ingest.Requests.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.RawPart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawPartTest {
  private static final String ESCAPED =
      API_KEY.chars().mapToObj("\\u%04x"::formatted).reduce("", String::concat);
  private static final String PERCENT =
      API_KEY.chars().mapToObj("%%%02X"::formatted).reduce("", String::concat);

  private static String body(DecodedRequest request) {
    RawPart raw = request.raw(API_KEY);
    assertThat(raw).isNotNull();
    return raw == null ? "" : new String(raw.body(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_group=g",
        "data_group=%C3%A9+x",
        "data_group=g&&product_id=1&",
        "numeric_data_x=1e5",
        "data_group=%"
      })
  void isNotNeededWhereTheColumnsGiveEverythingBack(String body) {
    assertThat(form(body + "&api_key=" + API_KEY).raw(API_KEY)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_group=g&data_group=g", "data_group=+g", "data_group=", "data_group", "hwid=1",
        "data_group=%00", "=", "data_group[]=1", "Data_group=1", "metadata[x]=1"
      })
  void isKeptWhereTheyDoNot(String body) {
    RawPart raw = form(body).raw(API_KEY);

    assertThat(raw).isNotNull();
    assertThat(body(form(body))).isEqualTo(body);
  }

  @Test
  void keepsTheQueryAndTheContentType() {
    RawPart raw = decode(JSON, "hwid=1&x", "{\"a\":1}".getBytes(UTF_8)).raw(null);

    assertThat(raw).isNotNull();
    assertThat(raw == null ? null : raw.query()).asString(UTF_8).isEqualTo("hwid=1&x");
    assertThat(raw == null ? null : raw.contentType()).isEqualTo(JSON);
    assertThat(raw == null ? "" : raw.contentEncoding()).isNull();
  }

  @Test
  void theKeyIsCutOutHoweverTheParameterIsSpelled() {
    assertThat(body(json("{\"hwid\":1,\"api_key\":\"" + ESCAPED + "\"}")))
        .isEqualTo("{\"hwid\":1,\"api_key\":\"\"}");
    assertThat(body(json("{\"hwid\":1,\"api\\u005fkey\":\" " + ESCAPED + " \"}")))
        .isEqualTo("{\"hwid\":1,\"api\\u005fkey\":\"\"}");
    assertThat(body(form("hwid=1&api_key=" + PERCENT + "&x=" + API_KEY + "&%61pi_key=" + API_KEY)))
        .isEqualTo("hwid=1&api_key=&x=&%61pi_key=");
    assertThat(body(form("hwid=1&api_key[]=" + PERCENT))).isEqualTo("hwid=1&api_key[]=");
    RawPart query = Requests.query("hwid=1&api_key=" + PERCENT).raw(API_KEY);
    assertThat(query == null ? null : query.query()).asString(UTF_8).isEqualTo("hwid=1&api_key=");
  }

  @Test
  void anotherCredentialInTheParameterIsCutOutToo() {
    assertThat(body(form("hwid=1&api_key=another"))).isEqualTo("hwid=1&api_key=");
  }

  @Test
  void theKeysBytesAreCutOutWhereverTheyAre() {
    assertThat(body(json("not json " + API_KEY + API_KEY + "."))).isEqualTo("not json .");
    assertThat(body(json("{\"api_key\":[\"" + API_KEY + "\"]}"))).isEqualTo("{\"api_key\":[\"\"]}");
    RawPart raw =
        decode("multipart/form-data; boundary=" + API_KEY, "", "x".getBytes(UTF_8)).raw(API_KEY);
    assertThat(raw == null ? null : raw.contentType()).isEqualTo("multipart/form-data; boundary=");
  }

  @Test
  void cuttingDoesNotBringANewKeyTogether() {
    byte[] nested = "xababccyabc-ab".getBytes(UTF_8);

    assertThat(KeyRemoval.cut(nested, List.of(), "abc".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo("xy-ab");
    assertThat(
            KeyRemoval.cut(
                "ab=SPAN&c".getBytes(UTF_8),
                List.of(new SentText(new byte[0], 2, 8, SentText.Spelling.PLAIN)),
                "abc".getBytes(UTF_8)))
        .isEmpty();
  }

  @Test
  void keysThatRepeatThemselvesAreFound() {
    assertThat(KeyRemoval.cut("aabaabaac".getBytes(UTF_8), List.of(), "aabaac".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo("aab");
  }

  @Test
  void aFormUnderAnUnknownTypeKeepsItsBytes() {
    assertThat(decode("text/plain", "", "data_group=g".getBytes(UTF_8)).raw(null))
        .satisfies(raw -> assertThat(raw.body()).asString(UTF_8).isEqualTo("data_group=g"));
    assertThat(decode(FORM, "", "data_group=g".getBytes(UTF_8)).raw(null)).isNull();
  }
}
