package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers nothing: where a check must depend on what it is given. */
enum NoLookups implements Lookups {
  INSTANCE;

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    return refused();
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return refused();
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return refused();
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return refused();
  }

  private static <T> CompletionStage<T> refused() {
    return CompletableFuture.failedStage(new IllegalStateException("no look-ups here"));
  }
}
