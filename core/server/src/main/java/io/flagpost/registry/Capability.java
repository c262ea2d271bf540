package io.flagpost.registry;

/** What an API key may be used for. */
public enum Capability {
  /** Sending telemetry. */
  WRITE,
  /** Reading telemetry back. */
  READ
}
