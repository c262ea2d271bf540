package io.flagpost.telemetry.checks;

import io.flagpost.plugin.v1.RawRequest;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;

/** Turns the gateway's record into what plugins see. */
final class TelemetryView {
  private TelemetryView() {}

  static Telemetry of(TelemetryRecord record) {
    TelemetryFields fields = record.fields();
    Long product = record.knownProductId();
    RawPart raw = record.raw();
    return Telemetry.builder(record.recordId(), record.receivedAt())
        .environment(record.environment())
        .apiKeyId(record.apiKeyId())
        .clientAddress(record.clientAddress())
        .correctFormat(record.correctFormat())
        .productId(fields.productId())
        .knownProductId(product == null ? null : product.toString())
        .userIdentifier(fields.userIdentifier())
        .licenseKey(fields.licenseKey())
        .activationIdentifier(fields.activationIdentifier())
        .productVersion(fields.productVersion())
        .dataType(fields.dataType())
        .numericDataSingleValue(fields.numericDataSingleValue())
        .numericDataX(fields.numericDataX())
        .numericDataY(fields.numericDataY())
        .textData(fields.textData())
        .dataGroup(fields.dataGroup())
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
