package io.flagpost.signing.envelope;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Seals answers: puts them into a signed envelope. */
public interface Envelopes {

  /**
   * Seals one answer. Called on an event loop, completes on the same context.
   *
   * @param response the answer, with its keys in the order of the contract; must not be modified
   *     afterwards
   * @param profile which characters are signed
   * @param productId the existing product whose key signs, if it has one; null for the global key
   * @param retryAfterSeconds {@code retry_after}, or null if there is none
   * @return the envelope; fails with {@code SigningOverloadedException} if the bounded signing
   *     queue is full
   */
  Future<SignedEnvelope> seal(
      ObjectNode response,
      SignatureProfile profile,
      @Nullable Long productId,
      @Nullable Integer retryAfterSeconds);
}
