package io.flagpost.registry;

import io.flagpost.platform.net.NetworkSet;
import io.flagpost.wire.SignatureProfile;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key, found by one of its secrets. It does not contain the secret, of which only a hash is
 * stored.
 *
 * @param id its number
 * @param environment the environment that its records belong to
 * @param active false if it was deactivated
 * @param expiresAt the first moment at which it, or the secret, is no longer usable, or null
 * @param capabilities what it may be used for
 * @param allowList the networks it may be used from; empty for any
 * @param products the products it is limited to; empty for all
 * @param profile how its answers are signed
 * @param rateLimit the requests per second that a node allows, or null for no limit
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

  /** Whether it is active and not expired at {@code moment}. */
  public boolean isUsableAt(Instant moment) {
    return active && (expiresAt == null || moment.isBefore(expiresAt));
  }

  /** Whether its records may name this product. */
  public boolean covers(long productId) {
    return products.isEmpty() || products.contains(productId);
  }
}
