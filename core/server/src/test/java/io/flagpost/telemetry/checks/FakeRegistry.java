package io.flagpost.telemetry.checks;

import io.flagpost.plugin.v1.Lookups;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.ReferenceData;
import io.flagpost.registry.Registry;

/** A registry of {@link FakeReferenceData} and {@link FakeLookups}. */
public final class FakeRegistry implements Registry {

  @Override
  public ReferenceData referenceData() {
    return new FakeReferenceData();
  }

  @Override
  public void used(ApiKey apiKey) {}

  @Override
  public Lookups lookups() {
    return new FakeLookups();
  }
}
