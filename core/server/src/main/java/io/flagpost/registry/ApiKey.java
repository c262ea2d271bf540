package io.flagpost.registry;

import io.flagpost.platform.net.NetworkSet;
import io.flagpost.wire.SignatureProfile;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key as the gateway knows it by one of its secrets; the secret itself is not in it, only
 * its hash is stored.
 *
 * @param id its number
 * @param environment the environment that its records belong to
 * @param active false once it was switched off
 * @param expiresAt the first moment at which it, or the secret, is no longer usable, or null
 * @param capabilities what it may be used for
 * @param allowList the networks it may be used from; empty means from anywhere
 * @param products the products it is limited to; empty means all
 * @param profile how its answers are signed
 * @param rateLimit how many requests per second a node lets through, or null for any number
 */
public record ApiKey(
    long id,
    String environment,
    boolean active,
    @Nullable Instant expiresAt,
    Set<Capability> capabilities,
    NetworkSet allowList,
    Set<Long> products,
    SignatureProfile profile,
    @Nullable Integer rateLimit) {

  public ApiKey {
    if (rateLimit != null && rateLimit <= 0) {
      throw new IllegalArgumentException("rateLimit is not positive");
    }
    capabilities = Set.copyOf(capabilities);
    products = Set.copyOf(products);
  }

  /** Whether it is switched on and not expired at {@code moment}. */
  public boolean isUsableAt(Instant moment) {
    return active && (expiresAt == null || moment.isBefore(expiresAt));
  }

  /** Whether its records may name this product. */
  public boolean covers(long productId) {
    return products.isEmpty() || products.contains(productId);
  }
}
