package io.flagpost.signing.envelope;

import io.flagpost.wire.SignatureProfile;
import org.jspecify.annotations.Nullable;

/**
 * Reserves the signature of an answer, so that an overloaded node refuses a request before it is
 * stored, never afterwards. Any thread.
 */
public interface SealingAdmission {

  /** What is decided about one answer: its {@link SealingPermit}, or that there is none. */
  sealed interface Decision permits SealingPermit, Overloaded {}

  /** There is no permit. */
  enum Overloaded implements Decision {
    /** The signing queue is full. */
    OVERLOADED
  }

  /**
   * Takes a permit for one answer that is likely to need a signature of its own. An answer signed
   * with the global key that has neither errors nor a nonce needs none: all such answers of a
   * second share one signature, which is never refused.
   *
   * @param profile the profile it will be sealed with
   * @param productId the product it will be sealed for, or null
   * @param individual whether it will carry errors or a nonce
   * @return the permit, which the caller closes if it is not used, or that the queue is full
   */
  Decision tryReserve(SignatureProfile profile, @Nullable Long productId, boolean individual);
}
