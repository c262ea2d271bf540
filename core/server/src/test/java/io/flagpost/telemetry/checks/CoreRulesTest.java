package io.flagpost.telemetry.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The gateway's own rules, beside a catalog that has nothing to say. */
class CoreRulesTest extends ReceiptChecksFixture {
  @Test
  void anHonestRecordRaisesNothing(Vertx vertx) {
    ReceiptVerdict verdict = judge(vertx, silent, record("1", 1L, "1.0.0", "known", true));

    assertThat(verdict)
        .isEqualTo(new ReceiptVerdict(List.of(), List.of(), "catalog-1", null, true, true));
  }

  @Test
  void anIncorrectFormatIsAFlag(Vertx vertx) {
    assertThat(codes(judge(vertx, silent, record("1", 1L, "1.0.0", "known", false))))
        .containsExactly("incorrect_format");
  }

  @Test
  void whichFieldBreaksWhichRuleIsTheEvidence(Vertx vertx) {
    ReceiptVerdict verdict =
        judge(
            new ReceiptChecks(vertx, REGISTRY, () -> silent),
            record("1", 1L, "1.0.0", null, false),
            apiKey(Set.of()),
            false,
            Map.of("license_key", List.of("The license key field is required.")));

    assertThat(verdict.flags().get(0).evidence())
        .containsExactly(Map.entry("license_key", "The license key field is required."));
  }

  @Test
  void aProductThatDoesNotExistIsUnknownAndItsVersionIsNotLookedAt(Vertx vertx) {
    ReceiptVerdict verdict = judge(vertx, silent, record("9", null, "7", "known", false));

    assertThat(codes(verdict)).containsExactly("incorrect_format", "unknown_product");
    assertThat(verdict.productExists()).isFalse();
    assertThat(verdict.productVersionExists()).isFalse();
  }

  @Test
  void missingFieldsRaiseOnlyIncorrectFormat(Vertx vertx) {
    assertThat(codes(judge(vertx, silent, record(null, null, null, null, false))))
        .containsExactly("incorrect_format");
    assertThat(codes(judge(vertx, silent, record("1", 1L, null, null, false))))
        .containsExactly("incorrect_format");
  }

  @Test
  void aVersionThatTheProductNeverHadIsUnknown(Vertx vertx) {
    ReceiptVerdict verdict = judge(vertx, silent, record("1", 1L, "6.6.6", "known", true));

    assertThat(codes(verdict)).containsExactly("unknown_product_version");
    assertThat(verdict.flags().get(0).evidence()).containsEntry("product_version", "6.6.6");
    assertThat(verdict.productExists()).isTrue();
    assertThat(verdict.productVersionExists()).isFalse();
  }

  @Test
  void aProductThatTheApiKeyIsNotForIsOutOfScope(Vertx vertx) {
    TelemetryRecord record = record("1", 1L, "1.0.0", "known", true);

    assertThat(codes(judge(vertx, silent, record, apiKey(Set.of(2L)), false)))
        .containsExactly("product_out_of_scope");
    assertThat(codes(judge(vertx, silent, record, apiKey(Set.of(1L)), false))).isEmpty();
  }

  @Test
  void aBlockedSourceIsAFlag(Vertx vertx) {
    TelemetryRecord record = record("1", 1L, "1.0.0", "known", true);

    assertThat(codes(judge(vertx, silent, record, apiKey(Set.of()), true)))
        .containsExactly("blocked_source");
  }
}
