package io.flagpost.signing.envelope;

/**
 * A permit for the signature of one answer, taken before the result of the request is known. Its
 * {@link #seal} is called once at most; for an answer of the reserved kind it is never refused as
 * overloaded, and it gives the permit back when it completes.
 */
public non-sealed interface SealingPermit
    extends SealingAdmission.Decision, Envelopes, AutoCloseable {

  /** Gives the permit back unused; does nothing once it was given back. */
  @Override
  void close();
}
