package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.BOUNDARY;
import static io.flagpost.telemetry.ingest.Requests.multipart;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.TelemetryFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartDecoderTest {
  private static final String NEXT = "--" + BOUNDARY + "\r\n";
  private static final String END = "--" + BOUNDARY + "--\r\n";

  private static String part(String disposition, String content) {
    return NEXT + "Content-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
  }

  @Test
  void aFileIsAFieldWithItsContent() {
    String file =
        NEXT
            + "content-type: application/octet-stream\r\n"
            + "CONTENT-DISPOSITION: form-data; filename=\"C:\\logs\\a;b.txt\"; name=\"text_data\"\r\n\r\n"
            + "line 1\r\nline 2\r\n\r\n";
    DecodedRequest request = multipart(file + END);

    assertThat(request.fields().textData()).isEqualTo("line 1\r\nline 2\r\n");
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=data_group",
        "name=\"data_group\"",
        "NAME = \"data_group\"",
        "x=\"a;name=b\"; name=data_group"
      })
  void namesMayBeWrittenInSeveralWays(String disposition) {
    assertThat(multipart(part(disposition, "g") + END).fields().dataGroup()).isEqualTo("g");
  }

  @Test
  void lineFeedsAloneEndLinesToo() {
    String body = (part("name=\"data_group\"", "g") + END).replace("\r\n", "\n");

    assertThat(multipart(body).fields().dataGroup()).isEqualTo("g");
  }

  @Test
  void contentMayHoldWhatOnlyLooksLikeTheBoundary() {
    String content = "x--" + BOUNDARY + "\r\n--" + BOUNDARY + "x\r\n--" + BOUNDARY + "-";

    DecodedRequest request = multipart(part("name=\"text_data\"", content) + END);
    assertThat(request.fields().textData()).isEqualTo(content);
    assertThat(request.raw(Requests.credentials(""))).isNull();
  }

  @Test
  void anEmptyPartIsAMissingField() {
    DecodedRequest request = multipart(part("name=\"data_group\"", "") + END);

    assertThat(request.value(Field.DATA_GROUP).presence()).isEqualTo(FieldValue.Presence.MISSING);
  }

  @Test
  void theWholePartsOfABodyThatBreaksOffAreKept() {
    String whole = part("name=\"data_group\"", "g") + part("name=\"product_id\"", "1") + END;
    for (int length = 0; length < whole.length(); length++) {
      DecodedRequest request = multipart(whole.substring(0, length));

      boolean first = length >= part("name=\"data_group\"", "g").length() + NEXT.length() - 2;
      assertThat(request.fields().dataGroup()).as("%s bytes", length).isEqualTo(first ? "g" : null);
      assertThat(request.raw(Requests.credentials("")) != null)
          .as("%s bytes", length)
          .isEqualTo(length > 0 && length < whole.length() - 2);
    }
  }

  @Test
  void partsWithoutANameOrAnEndOfTheirHeadersAreNoFields() {
    String nameless = part("filename=x", "a");
    String headless = NEXT + "Content-Disposition: form-data; name=\"product_id\"\r\n";
    DecodedRequest request =
        multipart(nameless + headless + part("name=\"data_group\"", "g") + END);

    assertThat(request.fields().dataGroup()).isEqualTo("g");
    assertThat(request.fields().productId()).isNull();
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void whatStandsBeforeOrBehindTheFormIsIgnoredButKeptRaw() {
    String form = part("name=\"data_group\"", "g") + END;

    assertThat(multipart("preamble\r\n" + form).fields().dataGroup()).isEqualTo("g");
    assertThat(multipart("preamble\r\n" + form).raw(Requests.credentials(""))).isNotNull();
    assertThat(multipart(form + "epilogue").raw(Requests.credentials(""))).isNotNull();
    assertThat(multipart("\r\n" + form + "\r\n").raw(Requests.credentials(""))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=b", "--other\r\n\r\n", "--", "\r\n"})
  void aBodyWithoutTheBoundaryIsUnreadable(String body) {
    assertThat(multipart(body).fields()).isEqualTo(TelemetryFields.NONE);
    assertThat(multipart(body).raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void aBoundaryMayBeQuoted() {
    byte[] body = (part("name=data_group", "g") + END).getBytes(UTF_8);

    assertThat(
            Requests.decode(
                    "multipart/form-data; charset=x; Boundary=\"" + BOUNDARY + "\"", "", body)
                .fields()
                .dataGroup())
        .isEqualTo("g");
  }
}
