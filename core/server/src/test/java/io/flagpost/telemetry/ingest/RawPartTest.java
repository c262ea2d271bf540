package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.API_KEY;
import static io.flagpost.telemetry.ingest.Requests.FORM;
import static io.flagpost.telemetry.ingest.Requests.JSON;
import static io.flagpost.telemetry.ingest.Requests.decode;
import static io.flagpost.telemetry.ingest.Requests.form;
import static io.flagpost.telemetry.ingest.Requests.json;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.testing.Legible;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPartTest {
  private static final String ESCAPED =
      API_KEY
          .chars()
          .mapToObj(c -> String.format(Locale.ROOT, "\\u%04x", c))
          .reduce("", String::concat);
  private static final String PERCENT =
      API_KEY
          .chars()
          .mapToObj(c -> String.format(Locale.ROOT, "%%%02X", c))
          .reduce("", String::concat);

  private static String body(DecodedRequest request) {
    RawPart raw = request.raw(Requests.credentials(API_KEY));
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
    assertThat(form(body + "&api_key=" + API_KEY).raw(Requests.credentials(API_KEY))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_group=g&data_group=g", "data_group=+g", "data_group=", "data_group", "hwid=1",
        "data_group=%00", "=", "data_group[]=1", "Data_group=1", "metadata[x]=1"
      })
  void isKeptWhereTheyDoNot(String body) {
    RawPart raw = form(body).raw(Requests.credentials(API_KEY));

    assertThat(raw).isNotNull();
    assertThat(body(form(body))).isEqualTo(body);
  }

  @Test
  void keepsTheQueryAndTheContentType() {
    RawPart raw =
        decode(JSON, "hwid=1&x", "{\"a\":1}".getBytes(UTF_8)).raw(Requests.credentials(""));

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
    RawPart query = Requests.query("hwid=1&api_key=" + PERCENT).raw(Requests.credentials(API_KEY));
    assertThat(query == null ? null : query.query()).asString(UTF_8).isEqualTo("hwid=1&api_key=");
  }

  @Test
  void anotherCredentialInTheParameterIsCutOutToo() {
    assertThat(body(form("hwid=1&api_key=another"))).isEqualTo("hwid=1&api_key=");
  }

  @Test
  void theKeysBytesAreCutOutWhereverTheyAre() {
    assertThat(body(json("not json " + API_KEY + API_KEY + "."))).isEqualTo("not json .");
    assertThat(body(json("{\"api_key\":[\"" + API_KEY + "\"]}"))).isEqualTo("{\"api_key\":[]}");
    RawPart raw =
        decode("multipart/form-data; boundary=" + API_KEY, "", "x".getBytes(UTF_8))
            .raw(Requests.credentials(API_KEY));
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
                List.of(new CredentialFinder.Span(2, 8)),
                "abc".getBytes(UTF_8)))
        .isEmpty();
  }

  @Test
  void keysThatRepeatThemselvesAreFound() {
    assertThat(KeyRemoval.cut("aabaabaac".getBytes(UTF_8), List.of(), "aabaac".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo("aab");
  }

  /** Wherever a value of that name is, readable or not, and whatever encodes or spells it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"api_key\":\"other-key\",",
        "{\"api_key\" : \"other-key\" \"x\"}",
        "{\"hwid\":1,\"api_key\":\"other-key",
        "{\"\\u0061pi_key\":\"other-key\",",
        "{\"api_key\":\"\\u006fther-key\",",
        "{\"\\u0061\\u0070\\u0069\\u005f\\u006b\\u0065\\u0079\":\"\\u006F\\u0074her-key",
        "{\"meta\":{\"api_key\":\"other-key\"}}",
        "{\"api_key\":[\"other-key\",\"other-key\"]}",
        "{\"api_key\":{\"is\":\"other-key\"}}",
        "{\"text\":\"{\\\"api_key\\\":\\\"other-key\\\"}\"}",
        "{'api_key': 'other-key'}",
        "{api_key: other-key}",
        "[{\"api_key\":\"other-key\"}]",
        "{\"a\":1}{\"api_key\":\"other-key\"}",
        "{\"Api_Key\":\"other-key\"}",
        "{\"apiKey\":\"other-key\"}",
        "x-api-key: other-key",
        "api_key=other-key",
        "api_key=%6fther-key%",
        "a=1;api_key=other-key",
        "a=%26api_key%3Dother-key",
        "<api_key>other-key</api_key>",
        "--b\r\nContent-Disposition: form-data; name=\"api_key\"\r\n\r\nother-key\r\n",
        "--b\nContent-Disposition: form-data; name=api_key\nContent-Type: text/plain\n\nother-key",
      })
  void theValueOfEveryFieldOfThatNameIsCutOut(String sent) {
    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE, UTF_16)) {
      byte[] body = sent.getBytes(charset);

      byte[] kept = Requests.credentials("").cut(body, List.of());

      assertThat(Legible.of(kept)).as(sent).doesNotContain("other").doesNotContain("ther-key");
      assertThat(kept.length).as(sent).isBetween(1, body.length - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"api_key_id\":7,",
        "{\"api_keys\":7,",
        "{\"therapikey\":7,",
        "api_key",
        "api_key=&hwid=1",
        "{\"api_key\":\"\",\"hwid\":1",
        "apikey and monkey: 7"
      })
  void nothingElseIs(String sent) {
    assertThat(Requests.credentials("").cut(sent.getBytes(UTF_8), List.of()))
        .asString(UTF_8)
        .isEqualTo(sent);
  }

  /** What stands behind a value is evidence, however the value was spelled. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"url\":\"https://x?api_key=abc\",\"hwid\":\"1\"}|{\"url\":\"https://x?api_key=\",\"hwid\":\"1\"}",
        "a=%26api_key%3Dabc&b=2&c=3|a=%26api_key%3D&b=2&c=3",
        "{\"a\":\"api_key\\u003dabc\",\"b\":2}|{\"a\":\"api_key\\u003d\",\"b\":2}",
        "{\"api_key\":\"abc\",\"b\":2,|{\"api_key\":\"\",\"b\":2,",
        "{\"a\":\"\\\"api_key\\\":\\\"abc\",\"b\":2,|{\"a\":\"\\\"api_key\\\":\\\"\",\"b\":2,",
      })
  void whatStandsBehindAValueIsKept(String sent, String kept) {
    assertThat(Requests.credentials("").cut(sent.getBytes(UTF_8), List.of()))
        .asString(UTF_8)
        .isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fp_", "fpat_", "fprt_"})
  void secretsOfTheGatewayAreCutOutWhereverTheyAre(String prefix) {
    String secret = prefix + "aB3-_".repeat(9).substring(0, 43);
    for (String sent :
        List.of(
            "{\"hwid\":\"" + secret + "\"}",
            "not json " + secret,
            secret,
            "{\"a\":\"\\u0066" + secret.substring(1) + "\"}",
            "a=%66" + secret.substring(1),
            "a=%5Cu0066" + secret.substring(1))) {
      byte[] kept = Requests.credentials("").cut(sent.getBytes(UTF_16BE), List.of());
      assertThat(Legible.of(kept)).as(sent).doesNotContain(secret.substring(1));
    }
    byte[] halves = (secret.substring(0, 9) + secret + secret.substring(9)).getBytes(UTF_8);
    assertThat(new CredentialFinder("", secret::equals).cut(halves, List.of()))
        .asString(UTF_8)
        .doesNotContain(secret);
  }

  @Test
  void whatOnlyBeginsLikeASecretIsKept() {
    String fingerprint = "fp_" + "0123456789abcdef".repeat(4);

    assertThat(Requests.credentials("").masked(fingerprint)).isEqualTo(fingerprint);
    assertThat(Requests.credentials("").masked("fp_short")).isEqualTo("fp_short");
  }

  @Test
  void aSecretOfTheGatewayInAColumnIsOnlyMentioned() {
    String secret = "fp_" + "x".repeat(43);
    DecodedRequest request =
        form("license_key=" + secret + "&text_data=a+" + secret + "+b&user_identifier=u" + secret);

    TelemetryFields kept =
        request.fieldsWithout(new CredentialFinder("", text -> text.equals(secret)));

    assertThat(kept.licenseKey()).isEqualTo("fp_[removed]");
    assertThat(kept.textData()).isEqualTo("a fp_[removed] b");
    assertThat(kept.userIdentifier()).isEqualTo("ufp_[removed]");
    assertThat(request.value(Field.LICENSE_KEY).text()).isEqualTo(secret);
  }

  /** A body that is made to be slow: every finding ends far behind, or asks for a look-up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "api_key[",
        "api_key:[",
        "api_key=",
        "name=\"api_key\"",
        "fp_",
        "\"api_key\":\"",
        "api_key>",
        "api_key:{",
        "api_key ",
        "%25",
        "\\\\u005cu0066",
        "\0",
        "key"
      })
  void theTimeIsLinear(String unit) {
    AtomicInteger lookups = new AtomicInteger();
    CredentialFinder finder =
        new CredentialFinder(
            "",
            text -> {
              lookups.incrementAndGet();
              return false;
            });

    assertTimeoutPreemptively(
        Duration.ofSeconds(60), // a square would take hours
        () -> finder.cut(unit.repeat((1 << 20) / unit.length()).getBytes(UTF_8), List.of()));
    assertThat(lookups.get()).isLessThan(1_000);
  }

  @Test
  void aFormUnderAnUnknownTypeKeepsItsBytes() {
    assertThat(
            decode("text/plain", "", "data_group=g".getBytes(UTF_8)).raw(Requests.credentials("")))
        .satisfies(raw -> assertThat(raw.body()).asString(UTF_8).isEqualTo("data_group=g"));
    assertThat(decode(FORM, "", "data_group=g".getBytes(UTF_8)).raw(Requests.credentials("")))
        .isNull();
  }
}
