package io.flagpost.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A license of the made-up vendor.
 *
 * @param key its key
 * @param productId its product
 * @param environment where it may be used
 * @param status {@code active} or {@code blocked}
 * @param expiresAt when it ends; null for never
 * @param activationLimit how many activations it may have; null for any number
 * @param customer whose it is
 */
record IssuedLicense(
    String key,
    long productId,
    String environment,
    String status,
    @Nullable Instant expiresAt,
    @Nullable Integer activationLimit,
    String customer) {

  /** One that is in order. */
  static IssuedLicense of(String key, DemoProduct product, String environment, String customer) {
    return new IssuedLicense(key, product.id(), environment, "active", null, null, customer);
  }

  IssuedLicense limitedTo(int activations) {
    return new IssuedLicense(key, productId, environment, status, expiresAt, activations, customer);
  }

  IssuedLicense until(Instant end) {
    return new IssuedLicense(key, productId, environment, status, end, activationLimit, customer);
  }

  IssuedLicense blocked() {
    return new IssuedLicense(
        key, productId, environment, "blocked", expiresAt, activationLimit, customer);
  }
}
