package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A vendor's records in memory. Answers at once, or fails while it is set to be unavailable.
 * Thread-safe.
 */
public final class FakeRegistry implements Lookups {
  private final Map<String, License> licenses = new ConcurrentHashMap<>();
  private final Map<List<String>, Activation> activations = new ConcurrentHashMap<>();
  private final Map<String, Product> products = new ConcurrentHashMap<>();
  private final Map<List<String>, ProductVersion> versions = new ConcurrentHashMap<>();
  private volatile boolean away;

  /** Adds an active, perpetual production license. */
  public FakeRegistry license(String key, String productId) {
    return license(key, productId, Optional.empty());
  }

  /** Adds a license that expires. */
  public FakeRegistry license(String key, String productId, Instant expiresAt) {
    return license(key, productId, Optional.of(expiresAt));
  }

  private FakeRegistry license(String key, String productId, Optional<Instant> expiresAt) {
    return license(
        new License(
            key, LicenseStatus.ACTIVE, expiresAt, productId, "production", OptionalInt.empty()));
  }

  /** Adds a license, or replaces the one with the same key. */
  public FakeRegistry license(License license) {
    licenses.put(license.key(), license);
    return this;
  }

  /** Adds an activation of a license. */
  public FakeRegistry activation(String licenseKey, String identifier, boolean active) {
    activations.put(
        List.of(licenseKey, identifier), new Activation(licenseKey, identifier, active));
    return this;
  }

  /** Adds a product with its versions. */
  public FakeRegistry product(String id, String name, String... released) {
    products.put(id, new Product(id, name));
    for (String version : released) {
      versions.put(List.of(id, version), new ProductVersion(id, version, Set.of()));
    }
    return this;
  }

  /** Adds a version with the checksums of its genuine builds. */
  public FakeRegistry version(String productId, String version, Set<String> buildChecksums) {
    versions.put(
        List.of(productId, version), new ProductVersion(productId, version, buildChecksums));
    return this;
  }

  /** Makes every look-up fail, as if the database were unreachable, or ends that. */
  public FakeRegistry away(boolean now) {
    away = now;
    return this;
  }

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    return answer(licenses, licenseKey);
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return answer(activations, List.of(licenseKey, activationIdentifier));
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return answer(products, productId);
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return answer(versions, List.of(productId, version));
  }

  private <K, V> CompletionStage<Optional<V>> answer(Map<K, V> records, K key) {
    return away
        ? CompletableFuture.failedStage(new IllegalStateException("the registry is away"))
        : CompletableFuture.completedStage(Optional.ofNullable(records.get(key)));
  }
}
