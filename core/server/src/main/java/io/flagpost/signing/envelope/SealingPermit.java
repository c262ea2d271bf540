package io.flagpost.signing.envelope;

/**
 * A permit for the signature of one answer, taken before the result of the request is known. Its
 * {@link #seal} is called at most once; it never fails as overloaded for an answer of the reserved
 * kind, and it returns the permit when it completes.
 */
public non-sealed interface SealingPermit
    extends SealingAdmission.Decision, Envelopes, AutoCloseable {

  /** Returns the permit unused; does nothing if it has been returned already. */
  @Override
  void close();
}
