package io.flagpost.signing;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A key pair that signs answers. The private key is accessible only in this package. Immutable. */
public final class SigningKey {
  private final PublishedKey published;
  private final String keyId;
  private final PrivateKey privateKey;
  private final @Nullable Instant signUntil;
  private final @Nullable Instant publishUntil;

  /**
   * @param published its public part
   * @param privateKey its private key, in the form of the provider that will sign with it
   * @param signUntil the first moment at which it no longer signs, or null
   * @param publishUntil the first moment at which it is no longer published, or null
   */
  SigningKey(
      PublishedKey published,
      PrivateKey privateKey,
      @Nullable Instant signUntil,
      @Nullable Instant publishUntil) {
    this.published = Objects.requireNonNull(published);
    this.keyId = published.keyId();
    this.privateKey = Objects.requireNonNull(privateKey);
    this.signUntil = signUntil;
    this.publishUntil = publishUntil;
  }

  /** Its public part. */
  public PublishedKey published() {
    return published;
  }

  /** Its RFC 7638 thumbprint. */
  public String keyId() {
    return keyId;
  }

  /** The product it signs for, or null for the global key. */
  public @Nullable Long productId() {
    return published.productId();
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** The same key pair with other time stamps. */
  SigningKey with(
      PublishedKey anew, @Nullable Instant newSignUntil, @Nullable Instant newPublishUntil) {
    return new SigningKey(anew, privateKey, newSignUntil, newPublishUntil);
  }

  /** Whether it may sign at {@code moment}; before and after that it is published only. */
  boolean isActiveAt(Instant moment) {
    return !moment.isBefore(published.notBefore())
        && (signUntil == null || moment.isBefore(signUntil));
  }

  /** Whether clients may encounter it at {@code moment} or later. */
  boolean isPublishedAt(Instant moment) {
    return publishUntil == null || moment.isBefore(publishUntil);
  }

  /** Names the key; contains nothing private. */
  @Override
  public String toString() {
    Long product = productId();
    return String.format(
        Locale.ROOT,
        "SigningKey[%s, %s, %s]",
        keyId,
        published.algorithm(),
        product == null ? "global" : "product " + product);
  }
}
