package io.flagpost.plugin.licensekey;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks up the license key, and raises a flag for everything that is wrong with it. */
final class LicenseKeyCheck implements RedFlagCheck {

  @Override
  public String id() {
    return "license-key";
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    Optional<String> key = telemetry.licenseKey();
    if (key.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return context
        .lookups()
        .license(key.get())
        .thenApply(
            license ->
                license
                    .map(known -> judge(known, telemetry))
                    .orElseGet(() -> List.of(unknown(key.get()))));
  }

  private static List<Flag> judge(License license, Telemetry telemetry) {
    List<Flag> flags = new ArrayList<>();
    telemetry
        .productId()
        .filter(product -> !product.equals(license.productId()))
        .ifPresent(product -> flags.add(notForProduct(license, product)));
    if (license.status() == LicenseStatus.BLOCKED) {
      flags.add(Flag.of("license_blocked", Severity.HIGH, "The license is blocked."));
    }
    if (license.status() == LicenseStatus.REVOKED) {
      flags.add(Flag.of("license_revoked", Severity.HIGH, "The license was revoked."));
    }
    license
        .expiresAt()
        .filter(end -> license.isExpiredAt(telemetry.receivedAt()))
        .ifPresent(
            end ->
                flags.add(
                    Flag.of("license_expired", Severity.MEDIUM, "The license has expired.")
                        .with("expired_at", end.toString())));
    if (!license.environment().equals(telemetry.environment())) {
      flags.add(
          Flag.of(
                  "environment_mismatch",
                  Severity.MEDIUM,
                  "The license belongs to another environment than the API key.")
              .with("license_environment", license.environment())
              .with("record_environment", telemetry.environment()));
    }
    return flags;
  }

  private static Flag unknown(String key) {
    return Flag.of("unknown_license_key", Severity.HIGH, "No such license was ever issued.")
        .with("license_key", key);
  }

  private static Flag notForProduct(License license, String product) {
    return Flag.of("license_not_for_product", Severity.HIGH, "The license is for another product.")
        .with("license_product", license.productId())
        .with("record_product", product);
  }
}
