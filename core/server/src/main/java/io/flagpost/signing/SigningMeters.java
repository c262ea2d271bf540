package io.flagpost.signing;

import io.flagpost.platform.ops.PolledMeters;
import io.micrometer.core.instrument.MeterRegistry;

/** Measures the signing of answers. */
public final class SigningMeters {
  private SigningMeters() {}

  /** Adds the meters of the signer and of its queue. */
  public static void bind(BusSigner signer, SigningCapacity capacity, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    meters.counter("flagpost.signatures.made", "Signatures made", signer::signedCount);
    meters.counter(
        "flagpost.signatures.shared",
        "Answers served by a signature made for another one",
        signer::sharedCount);
    meters.gauge(
        "flagpost.signing.queue.free",
        "Answers that may be promised a signature before requests are refused",
        capacity::free);
  }
}
