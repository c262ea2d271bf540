package io.flagpost.plugin.checksum;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.ProductVersion;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks up the build's checksum among those of the version that the record names. */
final class ChecksumCheck implements RedFlagCheck {
  private static final CompletionStage<List<Flag>> CLEAR =
      CompletableFuture.completedStage(List.of());

  private final ChecksumSettings settings;

  ChecksumCheck(ChecksumSettings settings) {
    this.settings = settings;
  }

  @Override
  public String id() {
    return "checksum";
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    Optional<String> product = telemetry.knownProductId();
    Optional<String> version = telemetry.productVersion();
    boolean silent =
        telemetry.buildChecksum().isEmpty()
            && settings.missing() == ChecksumSettings.Missing.IGNORE;
    if (silent || product.isEmpty() || version.isEmpty()) {
      return CLEAR;
    }
    return context
        .lookups()
        .productVersion(product.get(), version.get())
        .thenApply(
            found ->
                found
                    .map(ProductVersion::buildChecksums)
                    .filter(genuine -> !genuine.isEmpty())
                    .map(genuine -> judge(telemetry.buildChecksum(), genuine))
                    .orElse(List.of()));
  }

  private static List<Flag> judge(Optional<String> reported, Set<String> genuine) {
    String known = Integer.toString(genuine.size());
    if (reported.isEmpty()) {
      return List.of(
          Flag.of(
                  "checksum_mismatch",
                  Severity.MEDIUM,
                  "The build reports no checksum, though genuine builds of this version do.")
              .with("known_checksums", known));
    }
    if (genuine.contains(reported.get())) {
      return List.of();
    }
    return List.of(
        Flag.of(
                "checksum_mismatch",
                Severity.HIGH,
                "The build is none of those that were released as this version.")
            .with("build_checksum", reported.get())
            .with("known_checksums", known));
  }
}
