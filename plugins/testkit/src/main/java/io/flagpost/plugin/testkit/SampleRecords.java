package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Instant;
import java.util.UUID;

/** Records to start from. */
public final class SampleRecords {
  /** When every sample record was received. */
  public static final Instant RECEIVED_AT = Instant.parse("2026-01-02T03:04:05Z");

  private SampleRecords() {}

  /**
   * A complete production record: product 1, version 1.0.0, license {@code license-1}, activation
   * {@code activation-1}. Change what the test needs.
   */
  public static Telemetry.Builder complete() {
    return complete(UUID.randomUUID(), RECEIVED_AT);
  }

  /** The same record with another id and time of receipt. */
  public static Telemetry.Builder complete(UUID recordId, Instant receivedAt) {
    return Telemetry.builder(recordId, receivedAt)
        .apiKeyId(1)
        .clientAddress("192.0.2.1")
        .correctFormat(true)
        .productId("1")
        .knownProductId("1")
        .userIdentifier("user-1")
        .licenseKey("license-1")
        .activationIdentifier("activation-1")
        .productVersion("1.0.0")
        .dataType("text")
        .textData("hello")
        .dataGroup("test");
  }
}
