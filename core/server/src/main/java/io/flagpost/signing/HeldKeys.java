package io.flagpost.signing;

/**
 * The signing keys of a node: ready to sign, and in stored form. Immutable.
 *
 * @param ring the keys that sign
 * @param sealed the same keys, with sealed private keys
 */
public record HeldKeys(KeyRing ring, SealedKeys sealed) {}
