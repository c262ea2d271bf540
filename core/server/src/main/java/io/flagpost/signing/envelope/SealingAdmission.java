package io.flagpost.signing.envelope;

import io.flagpost.wire.SignatureProfile;
import org.jspecify.annotations.Nullable;

/**
 * Reserves room for the signature of an answer, so that a request is refused before it is stored
 * and never after. For any thread.
 */
public interface SealingAdmission {

  /**
   * Takes room for one answer that is likely to need a signature of its own. An answer with the
   * global key that has neither errors nor a nonce needs none: one signature serves every such
   * answer of a second, and is always made.
   *
   * @param profile the profile it will be sealed with
   * @param productId the product it will be sealed for, or null
   * @param individual whether it will carry errors or a nonce
   * @return the room, to be closed if it is not used; null if the queue is full
   */
  @Nullable SealingPermit tryReserve(
      SignatureProfile profile, @Nullable Long productId, boolean individual);
}
