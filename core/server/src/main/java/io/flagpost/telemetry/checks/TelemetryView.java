package io.flagpost.telemetry.checks;

import io.flagpost.plugin.v1.RawRequest;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.record.TelemetryRecord;

/** Turns the gateway's record into what plugins see. */
final class TelemetryView {
  private TelemetryView() {}

  static Telemetry of(TelemetryRecord record) {
    Long product = record.knownProductId();
    RawPart raw = record.raw();
    Telemetry.Builder view = Telemetry.builder(record.recordId(), record.receivedAt());
    TelemetryField.show(view, field -> field.of(record.fields()));
    return view.environment(record.environment())
        .apiKeyId(record.apiKeyId())
        .clientAddress(record.clientAddress())
        .correctFormat(record.correctFormat())
        .knownProductId(product == null ? null : product.toString())
        .eventId(record.eventId())
        .occurredAt(record.occurredAt())
        .nonce(record.nonce())
        .buildChecksum(record.buildChecksum())
        .sequence(record.sequence())
        .raw(
            raw == null
                ? null
                : new RawRequest(raw.body(), raw.query(), raw.contentType(), raw.contentEncoding()))
        .build();
  }
}
