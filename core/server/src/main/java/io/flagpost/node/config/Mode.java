package io.flagpost.node.config;

/** The mode of the gateway. */
public enum Mode {
  /** {@code serve}: no demo data, the public listener on every address. */
  PRODUCTION,
  /** {@code demo}: demo data, both listeners on this machine only. */
  DEMO
}
