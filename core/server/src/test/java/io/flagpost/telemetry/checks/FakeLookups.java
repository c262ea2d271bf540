package io.flagpost.telemetry.checks;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows the license {@code known}; fails for {@code away}. */
public final class FakeLookups implements Lookups {

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    if (licenseKey.equals("away")) {
      return CompletableFuture.failedStage(new IllegalStateException("away"));
    }
    return CompletableFuture.completedStage(
        Optional.of(licenseKey)
            .filter("known"::equals)
            .map(
                key ->
                    new License(
                        key,
                        LicenseStatus.ACTIVE,
                        Optional.empty(),
                        "1",
                        "production",
                        OptionalInt.empty())));
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return CompletableFuture.completedStage(Optional.empty());
  }
}
