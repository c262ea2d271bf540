package io.flagpost.registry;

import io.flagpost.plugin.v1.Lookups;

/** The vendor's records, as seen by one node. */
public interface Registry {

  /** The channel on which a change to the registry is announced, with any payload. */
  String CHANGES_CHANNEL = "flagpost_registry";

  /** The newest snapshot of the data held completely in memory. Never null; any thread; no I/O. */
  ReferenceData referenceData();

  /** Records that an API key was accepted. In memory; any thread. */
  void used(ApiKey apiKey);

  /** Look-ups of licenses and activations: cached, batched, on any thread. */
  Lookups lookups();
}
