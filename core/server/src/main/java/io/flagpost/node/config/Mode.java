package io.flagpost.node.config;

/** What the gateway is started for. */
public enum Mode {
  /** {@code serve}: no demo data, the public listener on every address. */
  PRODUCTION,
  /** {@code demo}: demo data, both listeners on this machine only. */
  DEMO
}
