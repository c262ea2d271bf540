package io.flagpost.plugin.v1;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A license as the vendor issued it.
 *
 * @param key the license key, as the client sends it
 * @param status whether the vendor still honours it
 * @param expiresAt the first moment at which it is no longer valid; empty for a perpetual license
 * @param productId the product it was issued for, in the canonical decimal text of the wire
 * @param environment the environment it belongs to, for example {@code production}
 * @param activationLimit how many activations may be active at a time; empty for no limit
 */
public record License(
    String key,
    LicenseStatus status,
    Optional<Instant> expiresAt,
    String productId,
    String environment,
    OptionalInt activationLimit) {

  public License {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(productId, "productId");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(activationLimit, "activationLimit");
  }

  /** Whether the license has expired at {@code moment}. */
  public boolean isExpiredAt(Instant moment) {
    return expiresAt.filter(end -> !moment.isBefore(end)).isPresent();
  }

  /** Without the key, which must not get into logs. */
  @Override
  public String toString() {
    return "License[" + status + ", product " + productId + ", " + environment + "]";
  }
}
