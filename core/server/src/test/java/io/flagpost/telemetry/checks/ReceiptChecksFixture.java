package io.flagpost.telemetry.checks;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records, and what the receipt checks say of them. */
@ExtendWith(VertxExtension.class)
abstract class ReceiptChecksFixture {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Registry REGISTRY = new FakeRegistry();

  final FakeCatalog silent =
      new FakeCatalog(
          (telemetry, lookups) -> CompletableFuture.completedStage(CatalogResult.CLEAR));

  static List<String> codes(ReceiptVerdict verdict) {
    return verdict.flags().stream().map(RaisedFlag::code).toList();
  }

  static ReceiptVerdict judge(Vertx vertx, CheckCatalog catalog, TelemetryRecord record) {
    return judge(vertx, catalog, record, apiKey(Set.of()), false);
  }

  static ReceiptVerdict judge(
      Vertx vertx, CheckCatalog catalog, TelemetryRecord record, ApiKey apiKey, boolean blocked) {
    return judge(new ReceiptChecks(vertx, REGISTRY, () -> catalog), record, apiKey, blocked);
  }

  static ReceiptVerdict judge(
      ReceiptChecks checks, TelemetryRecord record, ApiKey apiKey, boolean blocked) {
    return judge(checks, record, apiKey, blocked, Map.of());
  }

  static ReceiptVerdict judge(
      ReceiptChecks checks,
      TelemetryRecord record,
      ApiKey apiKey,
      boolean blocked,
      Map<String, List<String>> formatErrors) {
    return checks
        .check(record, apiKey, blocked, formatErrors)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  static ApiKey apiKey(Set<Long> products) {
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

  static TelemetryRecord record(
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
