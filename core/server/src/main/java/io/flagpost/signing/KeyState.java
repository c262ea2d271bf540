package io.flagpost.signing;

/** The state of a signing key, which follows from its time stamps alone. */
public enum KeyState {
  /** Published, and will sign. */
  PENDING,
  /** Signs. */
  ACTIVE,
  /** No longer signs, but is still published for verification. */
  RETIRING,
  /** Neither signs nor is published. */
  RETIRED
}
