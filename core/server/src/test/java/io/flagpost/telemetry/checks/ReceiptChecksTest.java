package io.flagpost.telemetry.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the catalog is asked at receipt, and what becomes of its answer. */
class ReceiptChecksTest extends ReceiptChecksFixture {
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

    ReceiptVerdict verdict = judge(checks, record, apiKey(Set.of()), false, Map.of());

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
                .check(record("1", 1L, "1.0.0", "known", true), apiKey(Set.of()), false, Map.of())
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
                      .map(record -> checks.check(record, apiKey(Set.of()), false, Map.of()))
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
}
