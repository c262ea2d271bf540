package io.flagpost.statistics;

/**
 * Spreads the database's hashes over all bits, as sketches need it. Never changes: it is stored.
 */
final class Mix {
  private Mix() {}

  /** The finalizer of SplitMix64. */
  static long of(long hash) {
    long mixed = hash + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
