package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.form;
import static io.flagpost.telemetry.ingest.Requests.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSemanticsTest {

  @Test
  void namesAreCaseSensitive() {
    assertThat(json("{\"Data_Group\":\"g\"}").fields().dataGroup()).isNull();
  }

  @Test
  void theLastOfARepeatedNameWins() {
    assertThat(form("data_group=1&data_group=2").fields().dataGroup()).isEqualTo("2");
    assertThat(json("{\"data_group\":1,\"data_group\":null}").fields().dataGroup()).isNull();
    assertThat(json("{\"data_group\":1,\"data_gr\\u006fup\":\"x\"}").fields().dataGroup())
        .isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"\"",
        "\"  \"",
        "\"\\t\\r\\n\"",
        "\"\\u00a0\"",
        "\"\\u3000\\u2028\"",
        "\"\\ufeff\""
      })
  void nullAndBlankAreMissing(String value) {
    DecodedRequest request = json("{\"user_identifier\":" + value + "}");

    assertThat(request.fields().userIdentifier()).isNull();
    assertThat(request.value(Field.USER_IDENTIFIER).presence())
        .isEqualTo(FieldValue.Presence.MISSING);
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void zeroWidthSpaceAndNulAreNotWhiteSpace() {
    assertThat(json("{\"data_group\":\"\\u200b\"}").fields().dataGroup()).isEqualTo("\u200b");
    assertThat(json("{\"data_group\":\"\\u0000\"}").fields().dataGroup()).isEqualTo("\uFFFD");
  }

  @Test
  void valuesAreTrimmed() {
    assertThat(form("data_group=+%C2%A0a+b%0A").fields().dataGroup()).isEqualTo("a b");
  }

  @Test
  void textDataIsStoredAsSent() {
    assertThat(form("text_data=+a+").fields().textData()).isEqualTo(" a ");
    assertThat(form("text_data=+a+").raw(Requests.credentials(""))).isNull();
    assertThat(form("text_data=++").fields().textData()).isEqualTo("  ");
    assertThat(form("text_data=++").value(Field.TEXT_DATA).presence())
        .isEqualTo(FieldValue.Presence.MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"50.10", "-0", "1e999", "1E+05", "0.30000000000000004", "true", "false", "1"})
  void jsonNumbersAndBooleansCountAsTheirTextAsSent(String literal) {
    DecodedRequest request =
        json("{\"numeric_data_x\": " + literal + " ,\"data_group\":" + literal + "}");

    assertThat(request.fields().numericDataX()).isEqualTo(literal);
    assertThat(request.fields().dataGroup()).isEqualTo(literal);
    assertThat(request.raw(Requests.credentials(""))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user_identifier[]=a | true",
        "user_identifier[x]=a | true",
        "user_identifier[x][y]=a | true",
        "user_identifier%5B%5D=a | true",
        "user_identifier=a&user_identifier[]=b | true",
        "user_identifier[]=b&user_identifier=a | false",
        "user_identifier[=a | false",
        "[]=a | false",
        "]=a | false"
      })
  void bracketsInAFormMakeAFieldOfTheWrongType(String body, boolean wrong) {
    DecodedRequest request = form(body);

    assertThat(request.value(Field.USER_IDENTIFIER).presence() == FieldValue.Presence.WRONG_TYPE)
        .isEqualTo(wrong);
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void bracketsInJsonArePartOfTheName() {
    DecodedRequest request =
        json("{\"user_identifier\":\"a\",\"user_identifier[]\":\"b\",\"metadata[sequence]\":1}");

    assertThat(request.fields().userIdentifier()).isEqualTo("a");
    assertThat(request.sequence()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "[\"a\"]", "{\"a\":[1,{\"b\":null}]}", "[[],[]]"})
  void arraysAndObjectsAreOfTheWrongTypeAndOnlyInTheRawPart(String value) {
    DecodedRequest request = json("{\"license_key\":" + value + "}");

    assertThat(request.value(Field.LICENSE_KEY).presence())
        .isEqualTo(FieldValue.Presence.WRONG_TYPE);
    assertThat(request.fields().licenseKey()).isNull();
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "%41%5a|AZ",
        "%zz|%zz",
        "100%|100%",
        "%4|%4",
        "%%41|%A",
        "a%2Bb|a+b",
        "a=b|a=b",
        "%e2%98%83|\u2603"
      })
  void percentEscapesAreUndoneAndBadOnesStay(String sent, String expected) {
    DecodedRequest request = form("data_group=" + sent);

    assertThat(request.fields().dataGroup()).isEqualTo(expected);
    assertThat(request.raw(Requests.credentials(""))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%ffb", "a%edb", "a%c3b", "a\u00ffb"})
  void bytesThatAreNoUtf8BecomeReplacementCharacters(String sent) {
    DecodedRequest request =
        Requests.decode(Requests.FORM, "", ("data_group=" + sent).getBytes(ISO_8859_1));

    assertThat(request.fields().dataGroup()).isEqualTo("a\uFFFDb");
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void aReplacementCharacterThatWasSentNeedsNoRawPart() {
    assertThat(form("data_group=%EF%BF%BD").raw(Requests.credentials(""))).isNull();
    assertThat(json("{\"data_group\":\"\uFFFD\"}").raw(Requests.credentials(""))).isNull();
    assertThat(json("{\"data_group\":\"\\uFFFD\"}").raw(Requests.credentials(""))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "\\u0000, \uFFFD",
    "\\ud800, \uFFFD",
    "\\udc00\\ud83d, \uFFFD\uFFFD",
    "\\ud83d\\ude00, \uD83D\uDE00",
    "\\\"\\\\\\/\\b., \"\\/\b.",
    "\\u00e9x\\u0041, \u00e9xA"
  })
  void jsonEscapesAreUndoneAndWhatIsNoTextReplaced(String sent, String expected) {
    assertThat(json("{\"data_group\":\"" + sent + "\"}").fields().dataGroup()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "text_data, 65535", "numeric_data_single_value, 64", "numeric_data_x, 64", "numeric_data_y, 64",
    "user_identifier, 255", "license_key, 255", "activation_identifier, 255", "product_id, 255",
    "product_version, 255", "data_group, 255", "data_type, 255"
  })
  void columnsKeepTheFirstCodePointsUpToTheirLimit(String name, int limit) {
    String emoji = "\uD83D\uDE00";
    Field field =
        Field.CONTRACT.stream().filter(f -> f.wireName().equals(name)).findAny().orElseThrow();

    DecodedRequest fits = json("{\"" + name + "\":\"" + emoji.repeat(limit) + "\"}");
    DecodedRequest exceeds = json("{\"" + name + "\":\"" + emoji.repeat(limit + 1) + "\"}");

    assertThat(fits.value(field).overLong()).isFalse();
    assertThat(fits.raw(Requests.credentials(""))).isNull();
    assertThat(exceeds.value(field).overLong()).isTrue();
    assertThat(exceeds.value(field).column()).isEqualTo(emoji.repeat(limit));
    assertThat(exceeds.raw(Requests.credentials(""))).isNotNull();
    assertThat(json("{\"" + name + "\":\"" + "a".repeat(limit + 1) + "\"}").value(field).column())
        .isEqualTo("a".repeat(limit));
  }
}
