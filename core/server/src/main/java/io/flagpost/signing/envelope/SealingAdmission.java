package io.flagpost.signing.envelope;

import io.flagpost.wire.SignatureProfile;
import org.jspecify.annotations.Nullable;

/**
 * Reserves the signature of an answer, so that an overloaded node refuses a request before it is
 * stored, never afterwards. Any thread.
 */
public interface SealingAdmission {

  /**
   * Takes a permit for one answer that is likely to need a signature of its own. An answer signed
   * with the global key that has neither errors nor a nonce needs none: all such answers of a
   * second share one signature, which is never refused.
   *
   * @param profile the profile it will be sealed with
   * @param productId the product it will be sealed for, or null
   * @param individual whether it will carry errors or a nonce
   * @return the permit, which the caller closes if it is not used; null if the queue is full
   */
  @Nullable SealingPermit tryReserve(
      SignatureProfile profile, @Nullable Long productId, boolean individual);
}
