package io.flagpost.registry;

/** A permission of an API key. */
public enum Capability {
  /** Sending telemetry. */
  WRITE,
  /** Reading telemetry. */
  READ
}
