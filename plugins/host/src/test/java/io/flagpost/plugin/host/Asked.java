package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Look-ups that a test answers when it likes; also how a plugin, which shares nothing else with the
 * test, says how far it is.
 */
final class Asked implements Lookups {
  private final Map<String, CompletableFuture<Optional<License>>> licenses =
      new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> products = new ConcurrentHashMap<>();

  /** The answer to the question for this license; the test completes it. */
  CompletableFuture<Optional<License>> answer(String licenseKey) {
    return licenses.computeIfAbsent(licenseKey, key -> new CompletableFuture<>());
  }

  /** Waits until a plugin has asked for this product. */
  void awaitQuestion(String productId) throws InterruptedException {
    if (!latch(productId).await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody asked for product " + productId);
    }
  }

  private CountDownLatch latch(String productId) {
    return products.computeIfAbsent(productId, id -> new CountDownLatch(1));
  }

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    return answer(licenseKey);
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return CompletableFuture.failedStage(new IllegalStateException("away"));
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    latch(productId).countDown();
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    throw new IllegalStateException("broken");
  }
}
