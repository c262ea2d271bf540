package io.flagpost.signing;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Signs texts, off the event loops. */
public interface Signer {

  /**
   * Signs a text. Called on an event loop, completes on the same context.
   *
   * @param productId the product whose key signs, if it has one; null for the global key
   * @param text the text; its UTF-8 bytes are signed
   * @param repeatable whether the same text is likely to be signed again within the same second, so
   *     that all can share one signature
   */
  Future<Signed> sign(@Nullable Long productId, String text, boolean repeatable);

  /**
   * A signature.
   *
   * @param keyId the key that made it, an RFC 7638 thumbprint
   * @param byProductKey whether it is a product's own key, not the global one
   * @param signature the signature in standard padded Base64
   */
  record Signed(String keyId, boolean byProductKey, String signature) {}
}
