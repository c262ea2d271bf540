package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every filter of reading, and what is said of bad ones. */
class ReadFiltersIT {
  private final Client client = Client.demo();

  static Stream<Arguments> filters() {
    return Stream.of(
        arguments("data_type", "text", "numeric-single-value"),
        arguments("data_group", "own", "foreign"),
        arguments("product_id", "1", "999"),
        arguments("product_version", "1.0.0", "1.0.1"),
        arguments("license_key", "demo-revoked-license", "demo-blocked-license"),
        arguments("activation_identifier", "12135644", "12135645"),
        arguments("event_id", UUID.randomUUID().toString(), UUID.randomUUID().toString()));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void aFilterIsAnExactMatch(String name, String wanted, String other) {
    Fields fields = Fields.honest().with("text_data", "t");
    client.send(fields.with(name, other));
    client.send(fields.with(name, wanted));
    client.recordsOf(Fields.API_KEY, fields.user(), 2);

    Answer found = client.read("user_identifier", fields.user(), name, wanted);

    assertThat(found.records())
        .singleElement()
        .satisfies(record -> assertThat(record.path(name).asText()).isEqualTo(wanted));
    assertThat(client.read("user_identifier", fields.user(), name, wanted + "0").code())
        .isEqualTo(name.equals("event_id") ? 971 : 970);
  }

  @Test
  void recordsAreFoundByTheirFlags() {
    Fields fields = Fields.honest();
    client.send(fields);
    client.send(fields.with("license_key", "unheard of"));
    client.recordsOf(Fields.API_KEY, fields.user(), 2);

    for (String yes : List.of("1", "true")) {
      assertThat(client.read("user_identifier", fields.user(), "has_red_flags", yes).records())
          .singleElement()
          .satisfies(
              record -> assertThat(Client.flagsOf(record)).containsExactly("unknown_license_key"));
    }
    for (String no : List.of("0", "false")) {
      assertThat(client.read("user_identifier", fields.user(), "has_red_flags", no).records())
          .singleElement()
          .satisfies(record -> assertThat(Client.flagsOf(record)).isEmpty());
    }
    assertThat(
            client
                .read("user_identifier", fields.user(), "red_flag", "unknown_license_key")
                .records())
        .hasSize(1);
    assertThat(
            client.read("user_identifier", fields.user(), "red_flag", "license_expired").records())
        .isEmpty();
  }

  @Test
  void fromIsInclusiveAndToExclusive() {
    String user = storedUser();
    JsonNode record = client.recordOf(user);
    String created = record.path("created_at").asText();
    String withoutZone = created.replace("Z", "");
    String elsewhere =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            Instant.parse(created).atOffset(ZoneOffset.ofHours(2)));

    for (String moment : List.of(created, withoutZone, elsewhere)) {
      assertThat(client.read("user_identifier", user, "from", moment).records()).hasSize(1);
      assertThat(client.read("user_identifier", user, "to", moment).records()).isEmpty();
    }
    assertThat(
            client
                .read("user_identifier", user, "from", "2026-01-01", "to", "2999-01-01T00:00")
                .records())
        .hasSize(1);
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        arguments("event_id", "7", "The event id field must be a valid UUID."),
        arguments("has_red_flags", "yes", "The has red flags field must be true or false."),
        arguments("from", "yesterday", "The from field must be a valid date."),
        arguments("to", "2026-13-01", "The to field must be a valid date."),
        arguments("page", "0", "The page field must be at least 1."),
        arguments("page", "two", "The page field must be an integer."),
        arguments("page", "101", "The page field must not be greater than 100."),
        arguments("per_page", "0", "The per page field must be between 1 and 1000."),
        arguments("per_page", "1001", "The per page field must be between 1 and 1000."),
        arguments("after_id", "-1", "The after id field must be at least 0."));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void aBadValueIsRefused(String name, String value, String message) {
    Answer answer = client.read(name, value);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.responseButForTime())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "{\"code\":971,\"message\":\"Invalid filter\",\"errors\":{\"%s\":[\"%s\"]},\"timestamp\":0}",
                name,
                message));
  }

  @Test
  void everyBadValueIsNamed() {
    assertThat(client.read("per_page", "x", "from", "y", "page", "-1").response().path("errors"))
        .hasSize(3);
  }

  @Test
  void unknownParametersAreIgnored() {
    Fields fields = Fields.honest();
    client.send(fields);
    client.recordOf(fields.user());

    assertThat(client.read("user_identifier", fields.user(), "colour", "red").records()).hasSize(1);
  }

  private String storedUser() {
    Fields fields = Fields.honest();
    client.send(fields);
    client.recordOf(fields.user());
    return fields.user();
  }
}
