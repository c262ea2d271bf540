package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.exampleWith;
import static io.flagpost.telemetry.ingest.Requests.form;
import static io.flagpost.telemetry.ingest.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatRulesTest {
  private static final Set<Long> PRODUCTS = Set.of(1L, 2L, 9223372036854775807L);

  private static FormatVerdict judge(DecodedRequest request) {
    return FormatRules.judge(request, PRODUCTS);
  }

  @Test
  void theDocumentsIncorrectExampleComesBackToTheLetter() {
    FormatVerdict verdict = judge(form("product_id=100"));

    assertThat(verdict.correct()).isFalse();
    assertThat(verdict.productId()).isNull();
    assertThat(verdict.errors())
        .containsExactly(
            Map.entry("product_id", List.of("The selected product id is invalid.")),
            Map.entry("user_identifier", List.of("The user identifier field is required.")),
            Map.entry("license_key", List.of("The license key field is required.")),
            Map.entry(
                "activation_identifier", List.of("The activation identifier field is required.")),
            Map.entry("product_version", List.of("The product version field is required.")),
            Map.entry("data_type", List.of("The data type field is required.")),
            Map.entry("data_group", List.of("The data group field is required.")));
  }

  @Test
  void errorsComeInTheOrderOfTheRulesWhateverWasSentFirst() {
    assertThat(
            judge(json("{\"data_group\":[],\"data_type\":\"numeric-xy-axis\"}")).errors().keySet())
        .containsExactly(
            "product_id",
            "user_identifier",
            "license_key",
            "activation_identifier",
            "product_version",
            "numeric_data_x",
            "numeric_data_y",
            "data_group");
  }

  static Stream<Arguments> everyMessage() {
    String tooLong = "\"" + "a".repeat(256) + "\"";
    String longNumber = "1".repeat(65);
    return Stream.of(
        Arguments.of("product_id", "null", "The product id field is required."),
        Arguments.of("product_id", "[1]", "The selected product id is invalid."),
        Arguments.of("product_id", tooLong, "The selected product id is invalid."),
        Arguments.of("user_identifier", "\" \"", "The user identifier field is required."),
        Arguments.of("user_identifier", "{}", "The user identifier field must be a string."),
        Arguments.of(
            "user_identifier",
            tooLong,
            "The user identifier field must not be greater than 255 characters."),
        Arguments.of("license_key", "\"\"", "The license key field is required."),
        Arguments.of("license_key", "[]", "The license key field must be a string."),
        Arguments.of(
            "license_key",
            tooLong,
            "The license key field must not be greater than 255 characters."),
        Arguments.of(
            "activation_identifier", "null", "The activation identifier field is required."),
        Arguments.of(
            "activation_identifier", "[]", "The activation identifier field must be a string."),
        Arguments.of("product_version", "[]", "The product version field must be a string."),
        Arguments.of("data_type", "null", "The data type field is required."),
        Arguments.of("data_type", "[\"text\"]", "The selected data type is invalid."),
        Arguments.of("data_type", "\"Text\"", "The selected data type is invalid."),
        Arguments.of("data_type", "1", "The selected data type is invalid."),
        Arguments.of("data_type", tooLong, "The selected data type is invalid."),
        Arguments.of(
            "numeric_data_single_value",
            "null",
            "The numeric data single value field is required when data type is"
                + " numeric-single-value."),
        Arguments.of(
            "numeric_data_single_value",
            "[1]",
            "The numeric data single value field must be a number."),
        Arguments.of(
            "numeric_data_single_value",
            tooLong,
            "The numeric data single value field must be a number."),
        Arguments.of(
            "numeric_data_single_value",
            "true",
            "The numeric data single value field must be a number."),
        Arguments.of(
            "numeric_data_single_value",
            longNumber,
            "The numeric data single value field must not be greater than 64 characters."),
        Arguments.of("data_group", "null", "The data group field is required."),
        Arguments.of("data_group", "{\"a\":1}", "The data group field must be a string."));
  }

  @ParameterizedTest
  @MethodSource
  void everyMessage(String field, String value, String message) {
    String base = Requests.jsonText(Requests.example());
    String body = base.substring(0, base.length() - 1) + ",\"" + field + "\":" + value + "}";

    assertThat(judge(json(body)).errors()).containsExactly(Map.entry(field, List.of(message)));
  }

  @ParameterizedTest
  @CsvSource({
    "numeric_data_x, , The numeric data x field is required when data type is numeric-xy-axis.",
    "numeric_data_y, , The numeric data y field is required when data type is numeric-xy-axis.",
    "numeric_data_x, NaN, The numeric data x field must be a number.",
    "numeric_data_y, '1,5', The numeric data y field must be a number."
  })
  void bothAxesAreJudged(String field, String value, String message) {
    Map<String, String> fields = exampleWith("data_type", "numeric-xy-axis");
    fields.put("numeric_data_x", "1");
    fields.put("numeric_data_y", "2");
    assertThat(judge(form(fields)).correct()).isTrue();

    fields.put(field, value == null ? "" : value);
    assertThat(judge(form(fields)).errors()).containsExactly(Map.entry(field, List.of(message)));
  }

  @Test
  void textIsJudgedWhereTheDataTypeAsksForIt() {
    Map<String, String> fields = exampleWith("data_type", "text");
    assertThat(judge(form(fields)).errors())
        .containsExactly(
            Map.entry(
                "text_data", List.of("The text data field is required when data type is text.")));

    fields.put("text_data", "a".repeat(65_535));
    assertThat(judge(form(fields)).correct()).isTrue();

    fields.put("text_data", "a".repeat(65_536));
    assertThat(judge(form(fields)).errors())
        .containsExactly(
            Map.entry(
                "text_data",
                List.of("The text data field must not be greater than 65535 characters.")));

    fields.remove("text_data");
    fields.put("text_data[]", "a");
    assertThat(judge(form(fields)).errors())
        .containsExactly(Map.entry("text_data", List.of("The text data field must be a string.")));
  }

  @Test
  void valueFieldsThatTheDataTypeDoesNotAskForAreNotJudged() {
    Map<String, String> fields = exampleWith("numeric_data_x", "not a number");
    fields.put("numeric_data_y[]", "1");
    fields.put("text_data", "a".repeat(70_000));

    assertThat(judge(form(fields)).correct()).isTrue();
  }

  @Test
  void aWellFormedRequestMayHoldReplacedCharacters() {
    assertThat(judge(form(exampleWith("user_identifier", "a\u0000b"))).correct()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1\"", "\" 1 \"", "9223372036854775807", "2"})
  void aProductIsNamedByCanonicalDecimalText(String id) {
    assertThat(judge(json("{\"product_id\":" + id + "}")).productId()).isNotNull();
    assertThat(judge(json("{\"product_id\":" + id + "}")).errors()).doesNotContainKey("product_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "1e0",
        "\"01\"",
        "\"+1\"",
        "-1",
        "\"1.\"",
        "\"0x1\"",
        "9223372036854775808",
        "18446744073709551617",
        "3",
        "true",
        "\"\u0661\"",
        "-0",
        "\"-\"",
        "0"
      })
  void nothingElseNamesAProduct(String id) {
    FormatVerdict verdict = judge(json("{\"product_id\":" + id + "}"));

    assertThat(verdict.productId()).isNull();
    assertThat(verdict.errors())
        .containsEntry("product_id", List.of("The selected product id is invalid."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "+1.",
        ".5",
        "-.5e-3",
        "1e999",
        "007",
        "1E+5",
        "3.14159",
        "1e99999999999"
      })
  void numbers(String text) {
    assertThat(NumberSyntax.isNumber(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "+",
        "e5",
        "1e",
        "1e+",
        "NaN",
        "Infinity",
        "0x1F",
        "1,5",
        "1 2",
        "--1",
        "1.2.3",
        "\u0661",
        "1f",
        "1_000",
        " 1"
      })
  void notNumbers(String text) {
    assertThat(NumberSyntax.isNumber(text)).isFalse();
  }
}
