package io.flagpost.platform.passwords;

/** What a password has to withstand. */
public enum Secrecy {
  /** Guessing at a listener that slows it down, and a slow hash should the database be lost. */
  ACCOUNT(8),
  /** Guessing by whoever has a file, for as long as they like. */
  FILE(10);

  private final int digits;

  Secrecy(int digits) {
    this.digits = digits;
  }

  /** The decimal logarithm of how many guesses it has to take. */
  int digits() {
    return digits;
  }
}
