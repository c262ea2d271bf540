package io.flagpost.plugin.v1;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A check's look-ups of the vendor's own records.
 *
 * <p>The host batches the look-ups of all records that are being checked at the same time and
 * caches the answers; a check asks for one thing at a time and never needs a database connection.
 * Any thread. An empty answer means that it does not exist; a failed stage means that the answer is
 * unknown (the database is unreachable, for example). A check passes that failure on, so that it
 * becomes pending instead of raising a flag.
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
