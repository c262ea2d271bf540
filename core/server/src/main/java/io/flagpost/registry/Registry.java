package io.flagpost.registry;

import io.flagpost.plugin.v1.Lookups;

/** The vendor's records, as one node sees them. */
public interface Registry {

  /** The channel on which a change of the registry is announced, with any payload. */
  String CHANGES_CHANNEL = "flagpost_registry";

  /** The newest snapshot of what is held whole in memory. Never null, any thread, no I/O. */
  ReferenceData referenceData();

  /** Notes that an API key was let through. In memory, any thread. */
  void used(ApiKey apiKey);

  /** Look-ups of licenses and activations: cached, batched, on any thread. */
  Lookups lookups();
}
