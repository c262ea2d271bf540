package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.API_KEY;
import static io.flagpost.telemetry.ingest.Requests.FORM;
import static io.flagpost.telemetry.ingest.Requests.JSON;
import static io.flagpost.telemetry.ingest.Requests.MULTIPART;
import static io.flagpost.telemetry.ingest.Requests.decode;
import static io.flagpost.telemetry.ingest.Requests.exampleWith;
import static io.flagpost.telemetry.ingest.Requests.formText;
import static io.flagpost.telemetry.ingest.Requests.jsonText;
import static io.flagpost.telemetry.ingest.Requests.multipartText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.TelemetryFields;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
  private static final TelemetryFields EXAMPLE =
      new TelemetryFields(
          "1",
          "554dddsqfqs4dqd5qsd74q",
          "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541",
          "12135644",
          "1.0.1",
          "numeric-single-value",
          "50",
          null,
          null,
          null,
          "test_group");

  static Stream<Arguments> theExampleInEveryEncoding() {
    Map<String, String> fields = exampleWith("api_key", API_KEY);
    String json = jsonText(fields);
    String numbers =
        json.replace("\"product_id\":\"1\"", "\"product_id\":1").replace("\"50\"", "50");
    return Stream.of(
        Arguments.of("a form", FORM, "", formText(fields)),
        Arguments.of("multipart", MULTIPART, "", multipartText(fields)),
        Arguments.of("JSON", JSON, "", json),
        Arguments.of("JSON with numbers", JSON, "", numbers),
        Arguments.of("query parameters", null, formText(fields), ""),
        Arguments.of("JSON under a form's content type", FORM, "", " \n" + json),
        Arguments.of("JSON under multipart's content type", MULTIPART, "", json),
        Arguments.of("JSON without a content type", null, "", json),
        Arguments.of("JSON as plain text", "text/plain; charset=latin1", "", json),
        Arguments.of("JSON behind a byte order mark", JSON, "", "\uFEFF" + json),
        Arguments.of("a form behind a byte order mark", FORM, "", "\uFEFF" + formText(fields)),
        Arguments.of("multipart behind one", MULTIPART, "", "\uFEFF" + multipartText(fields)),
        Arguments.of("a shouted content type", "APPLICATION/JSON ; Charset=utf-8", "", json),
        Arguments.of("a shouted form", "Application/X-WWW-Form-Urlencoded", "", formText(fields)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void theExampleInEveryEncoding(
      String encoding, @Nullable String contentType, String query, String body) {
    DecodedRequest request = decode(contentType, query, body.getBytes(UTF_8));

    assertThat(request.fields()).isEqualTo(EXAMPLE);
    assertThat(request.apiKeyParameter()).isEqualTo(API_KEY);
    assertThat(request.raw(Requests.credentials(API_KEY))).isNull();
    assertThat(request.contentHash().digest())
        .isEqualTo(Requests.json(jsonText(Requests.example())).contentHash().digest());
    FormatVerdict verdict = FormatRules.judge(request, Set.of(1L));
    assertThat(verdict.correct()).isTrue();
    assertThat(verdict.errors()).isEmpty();
    assertThat(verdict.productId()).isEqualTo(1L);
  }

  @Test
  void aFieldOfTheBodyWinsOverAQueryParameterOfItsName() {
    DecodedRequest request =
        decode(FORM, "data_group=query&product_id=7", "data_group=body".getBytes(UTF_8));

    assertThat(request.fields().dataGroup()).isEqualTo("body");
    assertThat(request.fields().productId()).isEqualTo("7");
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\" \""})
  void whatIsNullOrBlankInTheBodyIsTakenFromTheQuery(String missing) {
    byte[] body = ("{\"data_group\":" + missing + ",\"api_key\":" + missing + "}").getBytes(UTF_8);

    DecodedRequest request = decode(JSON, "data_group=query&api_key=k", body);

    assertThat(request.fields().dataGroup()).isEqualTo("query");
    assertThat(request.apiKeyParameter()).isEqualTo("k");
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "\"text\"",
        "1",
        "null",
        "{\"data_group\":\"g\"",
        "{\"data_group\":\"g\"} x",
        "{\"data_group\":\"g\",}",
        "{'data_group':'g'}",
        "data_group=g",
        " "
      })
  void aBodyThatIsNoJsonObjectHasNoFieldsAndNoApiKey(String body) {
    DecodedRequest request = decode(JSON, "api_key=from-query&data_group=q", body.getBytes(UTF_8));

    assertThat(request.fields().dataGroup()).isEqualTo("q");
    assertThat(request.apiKeyParameter()).isEqualTo("from-query");
    assertThat(request.raw(Requests.credentials("from-query")))
        .satisfies(raw -> assertThat(raw.body()).asString(UTF_8).isEqualTo(body))
        .satisfies(
            raw -> assertThat(raw.query()).asString(UTF_8).isEqualTo("api_key=&data_group=q"));
  }

  @Test
  void aBrokenBodyHidesItsApiKey() {
    DecodedRequest request = Requests.json("{\"api_key\":\"k\",\"data_group\":\"g\"");

    assertThat(request.apiKeyParameter()).isNull();
    assertThat(request.fields()).isEqualTo(TelemetryFields.NONE);
  }

  @Test
  void aFormThatBeginsWithABraceButIsNoJsonStaysAForm() {
    assertThat(Requests.form("{=1&data_group=g").fields().dataGroup()).isEqualTo("g");
  }

  @Test
  void anEmptyBodyIsReadableUnderAnyContentType() {
    for (String contentType : new String[] {FORM, JSON, MULTIPART, "text/plain", "", ";"}) {
      DecodedRequest request = decode(contentType, formText(Requests.example()), new byte[0]);
      assertThat(request.fields()).isEqualTo(EXAMPLE);
      assertThat(request.raw(Requests.credentials(""))).isNull();
    }
  }

  @Test
  void multipartWithoutABoundaryIsUnreadable() {
    DecodedRequest request =
        decode("multipart/form-data", "", multipartText(Requests.example()).getBytes(UTF_8));

    assertThat(request.fields()).isEqualTo(TelemetryFields.NONE);
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void aQueryOfCharactersBeyondLatin1IsReadAsUtf8() {
    assertThat(Requests.query("data_group=\u2603").fields().dataGroup()).isEqualTo("\u2603");
    assertThat(Requests.query("data_group=\u00e2\u0098\u0083").fields().dataGroup())
        .isEqualTo("\u2603");
  }
}
