package io.flagpost.signing.envelope;

/**
 * Room in the signing queue for one answer, taken before it is known how the request ends. Its
 * {@link #seal} is called once at most; for an answer of the kind that room was taken for it is
 * never refused as overloaded, and it gives the room back when it completes.
 */
public interface SealingPermit extends Envelopes, AutoCloseable {

  /** Gives the room back unused; does nothing once it was given back. */
  @Override
  void close();
}
