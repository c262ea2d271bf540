package io.flagpost.telemetry.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ReceiptChecksTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Registry REGISTRY = new FakeRegistry();

  private final FakeCatalog silent =
      new FakeCatalog(
          (telemetry, lookups) -> CompletableFuture.completedStage(CatalogResult.CLEAR));

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

  @Test
  void theCatalogsFlagsFollowInItsOrderWithoutRepeats(Vertx vertx) {
    Flag flag = Flag.of("ignored", Severity.MEDIUM, "Seen.").with("k", "v");
    CatalogResult result =
        new CatalogResult(
            List.of(
                new Finding("z", "first", flag),
                new Finding("a", "first", flag),
                new Finding("z", "second", flag),
                new Finding("incorrect_format", "second", flag)),
            List.of("third"));
    FakeCatalog catalog =
        new FakeCatalog((telemetry, lookups) -> CompletableFuture.completedStage(result));

    ReceiptVerdict verdict = judge(vertx, catalog, record("1", 1L, "1.0.0", "known", false));

    assertThat(codes(verdict)).containsExactly("incorrect_format", "z", "a");
    assertThat(verdict.flags().get(1))
        .isEqualTo(new RaisedFlag("z", "first", "medium", "Seen.", Map.of("k", "v")));
    assertThat(verdict.pendingChecks()).containsExactly("third");
  }

  @Test
  void whoeverWantsToHearsOfAChecksWishToBeAskedAgain(Vertx vertx) {
    CatalogResult result =
        new CatalogResult(List.of(), List.of("a", "b"), Map.of("b", Duration.ofMinutes(5)));
    FakeCatalog catalog =
        new FakeCatalog((telemetry, lookups) -> CompletableFuture.completedStage(result));
    TelemetryRecord record = record("1", 1L, "1.0.0", "known", true);
    Map<UUID, Map<String, Duration>> heard = new ConcurrentHashMap<>();
    ReceiptChecks checks = new ReceiptChecks(vertx, REGISTRY, () -> catalog);
    checks.whenUndecided((id, receivedAt, askAgainIn) -> heard.put(id, askAgainIn));

    ReceiptVerdict verdict = judge(checks, record, apiKey(Set.of()), false);

    assertThat(verdict.pendingChecks()).containsExactly("a", "b");
    assertThat(heard).isEqualTo(Map.of(record.recordId(), Map.of("b", Duration.ofMinutes(5))));
  }

  @Test
  void whetherTheLicenseKeyExistsIsWhatALookupFound(Vertx vertx) {
    FakeCatalog asking =
        new FakeCatalog(
            (telemetry, lookups) ->
                lookups
                    .license("other")
                    .thenCompose(other -> lookups.license(telemetry.licenseKey().orElse("none")))
                    .handle((found, error) -> CatalogResult.CLEAR));

    assertThat(judge(vertx, asking, record("1", 1L, "1.0.0", "known", true)).licenseKeyExists())
        .isTrue();
    assertThat(judge(vertx, asking, record("1", 1L, "1.0.0", "stolen", true)).licenseKeyExists())
        .isFalse();
    assertThat(judge(vertx, asking, record("1", 1L, "1.0.0", "away", true)).licenseKeyExists())
        .isNull();
    assertThat(judge(vertx, asking, record("1", 1L, "1.0.0", null, true)).licenseKeyExists())
        .isNull();
  }

  @Test
  void checksSeeTheWholeRecord(Vertx vertx) {
    judge(vertx, silent, record("1", 1L, "1.0.0", "known", true));

    Telemetry seen = silent.seen.get(0);
    assertThat(seen.recordId()).isEqualTo(new UUID(1, 2));
    assertThat(seen.receivedAt()).isEqualTo(NOW);
    assertThat(seen.environment()).isEqualTo("production");
    assertThat(seen.apiKeyId()).isEqualTo(7);
    assertThat(seen.clientAddress()).isEqualTo("192.0.2.1");
    assertThat(seen.correctFormat()).isTrue();
    assertThat(seen.productId()).contains("1");
    assertThat(seen.knownProductId()).contains("1");
    assertThat(seen.userIdentifier()).contains("user");
    assertThat(seen.licenseKey()).contains("known");
    assertThat(seen.activationIdentifier()).contains("activation");
    assertThat(seen.productVersion()).contains("1.0.0");
    assertThat(seen.dataType()).contains("type");
    assertThat(seen.numericDataSingleValue()).contains("0");
    assertThat(seen.numericDataX()).contains("1");
    assertThat(seen.numericDataY()).contains("2");
    assertThat(seen.textData()).contains("text");
    assertThat(seen.dataGroup()).contains("group");
    assertThat(seen.eventId()).contains(new UUID(3, 4));
    assertThat(seen.occurredAt()).contains(NOW.minusSeconds(1));
    assertThat(seen.nonce()).contains("nonce");
    assertThat(seen.buildChecksum()).contains("abcd");
    assertThat(seen.sequence()).contains(5L);
    assertThat(seen.raw())
        .hasValueSatisfying(raw -> assertThat(raw.body().get(0)).isEqualTo((byte) 9))
        .hasValueSatisfying(raw -> assertThat(raw.query().get(0)).isEqualTo((byte) 8))
        .hasValueSatisfying(raw -> assertThat(raw.contentType()).contains("text/plain"))
        .hasValueSatisfying(raw -> assertThat(raw.contentEncoding()).contains("gzip"));
  }

  @Test
  void theVerdictArrivesOnTheCallersContext(Vertx vertx) throws Exception {
    FakeCatalog elsewhere =
        new FakeCatalog(
            (telemetry, lookups) -> CompletableFuture.supplyAsync(() -> CatalogResult.CLEAR));
    ReceiptChecks checks = new ReceiptChecks(vertx, REGISTRY, () -> elsewhere);
    Context context = vertx.getOrCreateContext();
    CompletableFuture<Context> arrivedOn = new CompletableFuture<>();

    context.runOnContext(
        nothing ->
            checks
                .check(record("1", 1L, "1.0.0", "known", true), apiKey(Set.of()), false)
                .onComplete(verdict -> arrivedOn.complete(Vertx.currentContext())));

    assertThat(arrivedOn.get(20, TimeUnit.SECONDS)).isSameAs(context);
  }

  @Test
  void recordsThatComeTogetherAreHandedOverTogether(Vertx vertx) throws Exception {
    ReceiptChecks checks = new ReceiptChecks(vertx, REGISTRY, () -> silent);
    CompletableFuture<Void> judged = new CompletableFuture<>();

    vertx
        .getOrCreateContext()
        .runOnContext(
            nothing -> {
              List<Future<ReceiptVerdict>> verdicts =
                  Stream.generate(() -> record("1", 1L, "1.0.0", "known", true))
                      .limit(40)
                      .map(record -> checks.check(record, apiKey(Set.of()), false))
                      .toList();
              Future.all(verdicts).onComplete(all -> judged.complete(null));
            });

    judged.get(20, TimeUnit.SECONDS);
    assertThat(silent.hands).containsExactly(40);
  }

  @Test
  void warmingUpSendsRecordsThroughTheCatalog(Vertx vertx) throws Exception {
    new ReceiptChecks(vertx, REGISTRY, () -> silent)
        .warmUp(Clock.systemUTC())
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);

    assertThat(silent.seen).isNotEmpty();
  }

  private static List<String> codes(ReceiptVerdict verdict) {
    return verdict.flags().stream().map(RaisedFlag::code).toList();
  }

  private static ReceiptVerdict judge(Vertx vertx, CheckCatalog catalog, TelemetryRecord record) {
    return judge(vertx, catalog, record, apiKey(Set.of()), false);
  }

  private static ReceiptVerdict judge(
      Vertx vertx, CheckCatalog catalog, TelemetryRecord record, ApiKey apiKey, boolean blocked) {
    return judge(new ReceiptChecks(vertx, REGISTRY, () -> catalog), record, apiKey, blocked);
  }

  private static ReceiptVerdict judge(
      ReceiptChecks checks, TelemetryRecord record, ApiKey apiKey, boolean blocked) {
    return checks
        .check(record, apiKey, blocked)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  private static ApiKey apiKey(Set<Long> products) {
    return new ApiKey(
        7,
        "production",
        true,
        null,
        Set.of(),
        IpNetworks.of(List.of()),
        products,
        SignatureProfile.DOCUMENT,
        null);
  }

  private static TelemetryRecord record(
      @Nullable String productId,
      @Nullable Long knownProductId,
      @Nullable String version,
      @Nullable String licenseKey,
      boolean correctFormat) {
    TelemetryFields fields =
        new TelemetryFields(
            productId,
            "user",
            licenseKey,
            "activation",
            version,
            "type",
            "0",
            "1",
            "2",
            "text",
            "group");
    return new TelemetryRecord(
        new UUID(1, 2),
        NOW,
        "production",
        7,
        "192.0.2.1",
        fields,
        knownProductId,
        new UUID(3, 4),
        NOW.minusSeconds(1),
        "nonce",
        "abcd",
        5L,
        new RawPart(new byte[] {9}, new byte[] {8}, "text/plain", "gzip"),
        correctFormat);
  }
}
