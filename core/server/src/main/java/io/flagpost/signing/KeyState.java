package io.flagpost.signing;

/** Where a signing key is in its life, which its time stamps alone decide. */
public enum KeyState {
  /** Published, and will sign. */
  PENDING,
  /** Signs. */
  ACTIVE,
  /** Signs no more, and is published for those who still have to verify with it. */
  RETIRING,
  /** Neither signs nor is published. */
  RETIRED
}
