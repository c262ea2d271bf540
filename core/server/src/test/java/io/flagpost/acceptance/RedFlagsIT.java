package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.testing.RunningGateway;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The flags of each case, as they are read back, and that no answer tells of them. */
class RedFlagsIT {
  private static final String STAGING = "demo-staging-key";

  private final Client client = Client.demo();

  @Test
  void anHonestRecordHasNone() {
    assertFlags(Fields.honest());
    assertFlags(Fields.honest().with("product_version", "1.0.0"));
    assertFlags(Fields.honestForProduct2());
  }

  static Stream<Arguments> cases() {
    Fields honest = Fields.honest();
    return Stream.of(
        arguments("incorrect_format", honest.without("data_group")),
        arguments("incorrect_format", honest.without("license_key")),
        arguments("incorrect_format", honest.without("product_id")),
        arguments("incorrect_format", honest.without("activation_identifier")),
        arguments("incorrect_format", honest.with("numeric_data_single_value", "NaN")),
        arguments("unknown_product_version", honest.with("product_version", "9.9.9")),
        arguments("unknown_product_version", honest.with("product_version", "2.0.0")),
        arguments("unknown_license_key", honest.with("license_key", "no-license-of-ours")),
        arguments(
            "license_not_for_product activation_missing",
            honest.with("license_key", "demo-product2-license")),
        arguments(
            "license_blocked activation_missing",
            honest.with("license_key", "demo-blocked-license")),
        arguments(
            "license_revoked activation_missing",
            honest.with("license_key", "demo-revoked-license")),
        arguments(
            "license_expired activation_missing",
            honest.with("license_key", "demo-expired-license")),
        arguments(
            "environment_mismatch activation_missing",
            honest.with("license_key", "demo-staging-license")),
        arguments("activation_missing", honest.with("activation_identifier", "cracked")),
        arguments(
            "activation_inactive",
            honest.with("activation_identifier", "demo-inactive-activation")),
        arguments(
            "incorrect_format unknown_product_version activation_missing",
            honest
                .without("data_group")
                .with("product_version", "9")
                .with("activation_identifier", "x")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachCaseRaisesItsOwnAndNoOther(String flags, Fields fields) {
    assertFlags(fields.with("user_identifier", Fields.honest().user()), flags.split(" "));
  }

  @Test
  void anUnknownProductIsFlaggedBesidesTheFormat() {
    Fields fields = Fields.honest().with("product_id", "999");

    client.send(fields);

    JsonNode record = client.recordOf(fields.user());
    assertThat(Client.flagsOf(record))
        .startsWith("incorrect_format", "unknown_product")
        .doesNotContain("unknown_product_version", "unknown_license_key");
    assertThat(record.path("product_exists").asInt()).isZero();
    assertThat(record.path("product_version_exists").asInt()).isZero();
  }

  @Test
  void aVersionIsLookedAtOnlyUnderAKnownProduct() {
    Fields fields = Fields.honest().with("product_id", "999").with("product_version", "0");

    client.send(fields);

    assertThat(Client.flagsOf(client.recordOf(fields.user())))
        .doesNotContain("unknown_product_version");
  }

  @Test
  void anActivationIsLookedAtOnlyUnderAKnownLicense() {
    assertFlags(
        Fields.honest().with("license_key", "unheard of").with("activation_identifier", "x"),
        "unknown_license_key");
  }

  @Test
  void aLicenseOfProductionUnderAStagingKeyIsAMismatch() {
    Fields fields = Fields.honest().with("api_key", STAGING);

    client.send(fields);

    JsonNode record = client.recordsOf(STAGING, fields.user(), 1).get(0);
    assertThat(Client.flagsOf(record)).containsExactly("environment_mismatch");
  }

  @Test
  void aLicenseOfStagingBelongsToAStagingKey() {
    Fields fields =
        Fields.honest().with("api_key", STAGING).with("license_key", "demo-staging-license");

    client.send(fields);

    JsonNode record = client.recordsOf(STAGING, fields.user(), 1).get(0);
    assertThat(Client.flagsOf(record)).containsExactly("activation_missing");
  }

  @Test
  void aProductThatTheApiKeyIsNotForIsOutOfScope() throws Exception {
    String apiKey = new VendorRecords(RunningGateway.demo()).apiKey("products", "ARRAY[2]");
    Client.await(() -> client.readAs(apiKey).code() == 970);
    Fields outside = Fields.honest().with("api_key", apiKey);
    Fields inside = Fields.honestForProduct2().with("api_key", apiKey);

    assertThat(client.send(outside).code()).isEqualTo(830);
    assertThat(client.send(inside).code()).isEqualTo(830);

    assertThat(Client.flagsOf(client.recordOf(inside.user()))).isEmpty();
    assertThat(Client.flagsOf(client.recordOf(outside.user())))
        .containsExactly("product_out_of_scope");
    assertThat(client.recordsOf(apiKey, inside.user(), 1)).hasSize(1);
    assertThat(client.readAs(apiKey, "user_identifier", outside.user()).records()).isEmpty();
  }

  @Test
  void aBlockedSourceIsFlaggedBesidesAllElse() {
    String group = "flags-" + UUID.randomUUID();
    Fields later = Fields.honest();

    client.send(
        Fields.honest()
            .with("user_identifier", "blocked-user")
            .with("activation_identifier", "cracked")
            .with("data_group", group));
    client.send(later);

    client.recordOf(later.user());
    assertThat(client.read("data_group", group).records())
        .singleElement()
        .satisfies(
            record ->
                assertThat(Client.flagsOf(record))
                    .containsExactlyInAnyOrder("blocked_source", "activation_missing"));
  }

  @Test
  void aFlaggedRequestGetsTheAnswerOfACleanOneToTheByte() {
    List<Fields> flagged =
        cases()
            .filter(each -> !((String) each.get()[0]).startsWith("incorrect_format"))
            .map(each -> (Fields) each.get()[1])
            .toList();

    assertThat(flagged).hasSizeGreaterThan(9);
    flagged.forEach(fields -> assertSameAnswer(Fields.honest(), fields));
  }

  @Test
  void aFlaggedRequestOfIncorrectFormatGetsTheAnswerOfACleanOneToTheByte() {
    Fields incorrect = Fields.honest().without("data_group");

    for (String license : List.of("unknown", "demo-revoked-license", "demo-product2-license")) {
      assertSameAnswer(incorrect, incorrect.with("license_key", license));
    }
  }

  @Test
  void aFlaggedRequestWithANonceGetsTheAnswerOfACleanOneToTheByte() {
    Fields fields = Fields.honest().with("nonce", "n");

    assertSameAnswer(fields, fields.with("activation_identifier", "cracked"));
  }

  /** Equal seconds make for equal bytes, the signature's included. */
  private void assertSameAnswer(Fields clean, Fields flagged) {
    Client.await(
        () -> {
          Answer expected = client.send(clean);
          Answer answer = client.send(flagged);
          if (!answer.response().path("timestamp").equals(expected.response().path("timestamp"))) {
            return false;
          }
          assertThat(answer.status()).isEqualTo(expected.status());
          assertThat(answer.body()).isEqualTo(expected.body());
          assertThat(headersButForTheId(answer)).isEqualTo(headersButForTheId(expected));
          return true;
        });
  }

  private static Map<String, List<String>> headersButForTheId(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("x-request-id");
    return headers;
  }

  private void assertFlags(Fields fields, String... flags) {
    Answer answer = client.send(fields);
    assertThat(answer.status()).isEqualTo(200);

    JsonNode record = client.recordOf(fields.user());
    assertThat(Client.flagsOf(record)).containsExactlyInAnyOrder(flags);
    assertThat(record.path("has_red_flags").asInt()).isEqualTo(flags.length == 0 ? 0 : 1);
    assertThat(record.path("pending_checks")).isEmpty();
    assertThat(record.path("is_correct_format").asInt())
        .isEqualTo(List.of(flags).contains("incorrect_format") ? 0 : 1);
  }
}
