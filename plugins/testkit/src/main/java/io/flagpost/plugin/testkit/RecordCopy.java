package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Instant;

/** Records to be altered. */
final class RecordCopy {
  private RecordCopy() {}

  /** A record as folds see it that do not read the data that was sent. */
  static Telemetry withoutData(Telemetry record) {
    return at(record, record.receivedAt()).build();
  }

  /** A record that was received at another time, without the data that was sent. */
  static Telemetry.Builder at(Telemetry record, Instant received) {
    return Telemetry.builder(record.recordId(), received)
        .environment(record.environment())
        .apiKeyId(record.apiKeyId())
        .clientAddress(record.clientAddress())
        .correctFormat(record.correctFormat())
        .productId(record.productId().orElse(null))
        .userIdentifier(record.userIdentifier().orElse(null))
        .licenseKey(record.licenseKey().orElse(null))
        .activationIdentifier(record.activationIdentifier().orElse(null))
        .productVersion(record.productVersion().orElse(null))
        .knownProductId(record.knownProductId().orElse(null))
        .eventId(record.eventId().orElse(null))
        .occurredAt(record.occurredAt().orElse(null))
        .nonce(record.nonce().orElse(null))
        .buildChecksum(record.buildChecksum().orElse(null))
        .sequence(record.sequence().orElse(null));
  }

  /** The same, with the data. */
  static Telemetry.Builder completeAt(Telemetry record, Instant received) {
    return at(record, received)
        .dataType(record.dataType().orElse(null))
        .numericDataSingleValue(record.numericDataSingleValue().orElse(null))
        .numericDataX(record.numericDataX().orElse(null))
        .numericDataY(record.numericDataY().orElse(null))
        .textData(record.textData().orElse(null))
        .dataGroup(record.dataGroup().orElse(null))
        .raw(record.raw().orElse(null));
  }
}
