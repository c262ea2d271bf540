package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format rule and its message, as a sender is told. */
class FormatErrorsIT {
  private static final JsonMapper JSON = new JsonMapper();

  private final Client client = Client.demo();

  @Test
  void theDocumentsIncorrectExampleComesBackToTheLetter() throws Exception {
    JsonNode documented;
    try (InputStream in = getClass().getResourceAsStream("/vectors/reference-831.json")) {
      documented = JSON.readTree(in);
    }

    Answer answer =
        client.send(new Fields(Map.of("api_key", Fields.API_KEY)).with("product_id", "999"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.responseButForTime())
        .isEqualTo(
            documented
                .path("response")
                .toString()
                .replaceAll("\"timestamp\":[0-9]+", "\"timestamp\":0"));
    assertThat(answer.keyUsed()).isEqualTo("global");
  }

  @Test
  void withoutAnyFieldEveryRequiredOneIsMissingInOrder() {
    Answer answer = client.ask(client.json("{\"api_key\":\"" + Fields.API_KEY + "\"}"));

    assertErrors(
        answer,
        required("product_id", "product id"),
        required("user_identifier", "user identifier"),
        required("license_key", "license key"),
        required("activation_identifier", "activation identifier"),
        required("product_version", "product version"),
        required("data_type", "data type"),
        required("data_group", "data group"));
  }

  static Stream<Arguments> brokenFields() {
    String tooLong = "x".repeat(256);
    String xy = "\"data_type\":\"numeric-xy-axis\",";
    return Stream.of(
        arguments("\"product_id\":null", "The product id field is required."),
        arguments("\"product_id\":\" \"", "The product id field is required."),
        arguments("\"product_id\":\"01\"", "The selected product id is invalid."),
        arguments("\"product_id\":\"1.0\"", "The selected product id is invalid."),
        arguments("\"product_id\":1.0", "The selected product id is invalid."),
        arguments("\"product_id\":999", "The selected product id is invalid."),
        arguments("\"product_id\":[1]", "The selected product id is invalid."),
        arguments("\"user_identifier\":\"\\t\"", "The user identifier field is required."),
        arguments("\"user_identifier\":{}", "The user identifier field must be a string."),
        arguments("\"user_identifier\":\"" + tooLong + "\"", longerThan("user identifier", 255)),
        arguments("\"license_key\":[]", "The license key field must be a string."),
        arguments("\"license_key\":\"" + tooLong + "\"", longerThan("license key", 255)),
        arguments(
            "\"activation_identifier\":[1]", "The activation identifier field must be a string."),
        arguments("\"product_version\":{}", "The product version field must be a string."),
        arguments("\"data_type\":\"colour\"", "The selected data type is invalid."),
        arguments("\"data_type\":\"Text\"", "The selected data type is invalid."),
        arguments("\"data_type\":[\"text\"]", "The selected data type is invalid."),
        arguments(
            "\"numeric_data_single_value\":null",
            "The numeric data single value field is required when data type is"
                + " numeric-single-value."),
        arguments(
            "\"numeric_data_single_value\":\"1,5\"",
            "The numeric data single value field must be a number."),
        arguments(
            "\"numeric_data_single_value\":\"0x10\"",
            "The numeric data single value field must be a number."),
        arguments(
            "\"numeric_data_single_value\":\"NaN\"",
            "The numeric data single value field must be a number."),
        arguments(
            "\"numeric_data_single_value\":{}",
            "The numeric data single value field must be a number."),
        arguments(
            "\"numeric_data_single_value\":\"" + "1".repeat(65) + "\"",
            longerThan("numeric data single value", 64)),
        arguments(
            xy + "\"numeric_data_y\":2",
            "The numeric data x field is required when data type is numeric-xy-axis."),
        arguments(
            xy + "\"numeric_data_x\":1,\"numeric_data_y\":[2]",
            "The numeric data y field must be a number."),
        arguments(
            "\"data_type\":\"text\"", "The text data field is required when data type is text."),
        arguments(
            "\"data_type\":\"text\",\"text_data\":[1]", "The text data field must be a string."),
        arguments(
            "\"data_type\":\"text\",\"text_data\":\"" + "t".repeat(65_536) + "\"",
            longerThan("text data", 65_535)),
        arguments("\"data_group\":\"\"", "The data group field is required."),
        arguments("\"data_group\":[]", "The data group field must be a string."));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("brokenFields")
  void aFieldThatBreaksARuleIsTheOnlyOneReported(String changes, String message) throws Exception {
    ObjectNode json = Fields.document().json();
    json.setAll((ObjectNode) JSON.readTree("{" + changes + "}"));

    Answer answer = client.ask(client.json(json.toString()));

    String field =
        message.replaceAll("^The (?:selected )?(.*?)(?: field .*| is invalid\\.)$", "$1");
    assertErrors(
        answer, String.format(Locale.ROOT, "\"%s\":[\"%s\"]", field.replace(' ', '_'), message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "+1.", "-.5", "1e999", "0001", "1E-7", " 7 "})
  void aNumberIsKeptAsText(String number) {
    Fields fields = Fields.honest().with("numeric_data_single_value", number);

    assertThat(client.send(fields).code()).isEqualTo(830);
    assertThat(client.recordOf(fields.user()).path("data").asText()).isEqualTo(number.trim());
  }

  @Test
  void valuesAreTrimmedButTextDataIsNot() {
    Fields fields =
        Fields.honest()
            .with("data_type", " text ")
            .with("text_data", "  two blanks ")
            .with("product_id", " 1 ");

    assertThat(client.send(fields).code()).isEqualTo(830);

    JsonNode record = client.recordOf(fields.user());
    assertThat(record.path("data").asText()).isEqualTo("  two blanks ");
    assertThat(record.path("data_type").asText()).isEqualTo("text");
    assertThat(record.path("product_id").asInt()).isEqualTo(1);
  }

  @Test
  void lengthsAreInCodePoints() {
    String longest = "\uD83D\uDE80".repeat(255);

    assertThat(client.send(Fields.honest().with("data_group", longest)).code()).isEqualTo(830);
    assertThat(client.send(Fields.honest().with("data_group", longest + "x")).errors())
        .isEqualTo("{\"data_group\":[\"" + longerThan("data group", 255) + "\"]}");
  }

  @Test
  void valuesThatTheDataTypeDoesNotAskForAreNotJudged() {
    Fields fields = Fields.honest().with("numeric_data_x", "NaN").with("text_data", " ");

    assertThat(client.send(fields).code()).isEqualTo(830);
  }

  @Test
  void namesAreCaseSensitiveAndOfARepeatedOneTheLastWins() {
    Fields fields = Fields.honest().without("data_group").with("Data_Group", "x");

    assertErrors(client.send(fields), required("data_group", "data group"));
    assertThat(
            client
                .ask(
                    client.post(
                        "application/x-www-form-urlencoded",
                        "product_id=999&" + Fields.honest().form()))
                .code())
        .isEqualTo(830);
  }

  private static void assertErrors(Answer answer, String... errors) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.code()).isEqualTo(831);
    assertThat(answer.response().path("message").asText()).isEqualTo("Incorrect format data saved");
    assertThat(answer.errors()).isEqualTo("{" + String.join(",", errors) + "}");
  }

  private static String required(String field, String inWords) {
    return String.format(Locale.ROOT, "\"%s\":[\"The %s field is required.\"]", field, inWords);
  }

  private static String longerThan(String inWords, int limit) {
    return "The " + inWords + " field must not be greater than " + limit + " characters.";
  }
}
