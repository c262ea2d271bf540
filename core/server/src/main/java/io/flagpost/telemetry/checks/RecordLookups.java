package io.flagpost.telemetry.checks;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The look-ups of one record's checks; notes what the look-up of the record's own license key
 * found. Any thread.
 */
final class RecordLookups implements Lookups {
  private final Lookups registry;
  private final @Nullable String licenseKey;
  private volatile @Nullable Boolean licenseKeyExists;

  RecordLookups(Lookups registry, @Nullable String licenseKey) {
    this.registry = registry;
    this.licenseKey = licenseKey;
  }

  /** Whether there is such a license key; null if nothing looked it up, or nobody knows. */
  @Nullable Boolean licenseKeyExists() {
    return licenseKeyExists;
  }

  @Override
  public CompletionStage<Optional<License>> license(String key) {
    CompletionStage<Optional<License>> answer = registry.license(key);
    if (!key.equals(licenseKey)) {
      return answer;
    }
    return answer.whenComplete(
        (found, error) -> {
          if (error == null) {
            licenseKeyExists = found.isPresent();
          }
        });
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(String key, String identifier) {
    return registry.activation(key, identifier);
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return registry.product(productId);
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return registry.productVersion(productId, version);
  }
}
