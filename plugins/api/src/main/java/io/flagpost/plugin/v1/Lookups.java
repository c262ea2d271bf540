package io.flagpost.plugin.v1;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a check may ask the host about the vendor's own records.
 *
 * <p>The host batches the questions of all records that are being checked at the same time and
 * caches the answers; a check asks one question at a time and never needs a database connection.
 * May be called from any thread. An empty answer means that there is no such thing; a stage that
 * fails means that nobody knows (the database is away, say), and a check passes that failure on, so
 * that it becomes pending instead of raising a flag.
 */
public interface Lookups {

  /** The license with exactly this key. */
  CompletionStage<Optional<License>> license(String licenseKey);

  /** The activation of that license with exactly this identifier. */
  CompletionStage<Optional<Activation>> activation(String licenseKey, String activationIdentifier);

  /** The product with exactly this id, in the canonical decimal text of the wire. */
  CompletionStage<Optional<Product>> product(String productId);

  /** That version of that product. */
  CompletionStage<Optional<ProductVersion>> productVersion(String productId, String version);
}
