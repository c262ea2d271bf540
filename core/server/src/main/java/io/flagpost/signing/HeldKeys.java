package io.flagpost.signing;

/**
 * The signing keys of a node: ready to sign, and as they are stored. Immutable.
 *
 * @param ring the keys that sign
 * @param sealed the same keys, their private ones sealed
 */
public record HeldKeys(KeyRing ring, SealedKeys sealed) {}
