package io.flagpost.telemetry.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.StorableText;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.wire.TelemetryFieldNames;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last resort for a record whose columns PostgreSQL does not take: everything that the sender
 * chose, but for a known product's name, goes into the raw part, as bytes, which it always takes.
 */
final class RawFallback {
  private RawFallback() {}

  static TelemetryRecord emptied(TelemetryRecord r) {
    return new TelemetryRecord(
        r.recordId(),
        r.receivedAt(),
        r.environment(),
        r.apiKeyId(),
        r.clientAddress(),
        named(r.knownProductId()),
        r.knownProductId(),
        null,
        null,
        null,
        null,
        null,
        rawOf(r),
        r.correctFormat());
  }

  /** The name of a known product is a number, and what its records are found by. */
  private static TelemetryFields named(@Nullable Long product) {
    return product == null
        ? TelemetryFields.NONE
        : TelemetryField.collect(
            field -> field == TelemetryField.PRODUCT_ID ? product.toString() : null);
  }

  /** The record's own raw part gives back everything; without one, the columns do. */
  static RawPart rawOf(TelemetryRecord r) {
    RawPart raw = r.raw();
    if (raw != null) {
      return new RawPart(
          raw.body(),
          raw.query(),
          StorableText.ofNullable(raw.contentType()),
          StorableText.ofNullable(raw.contentEncoding()));
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (TelemetryField field : TelemetryField.ALL) {
      put(fields, field.columnName(), field.of(r.fields()));
    }
    put(fields, TelemetryFieldNames.EVENT_ID, r.eventId());
    put(fields, TelemetryFieldNames.OCCURRED_AT, r.occurredAt());
    put(fields, TelemetryFieldNames.NONCE, r.nonce());
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    put(metadata, TelemetryFieldNames.BUILD_CHECKSUM, r.buildChecksum());
    put(metadata, TelemetryFieldNames.SEQUENCE, r.sequence());
    if (!metadata.isEmpty()) {
      fields.set(TelemetryFieldNames.METADATA, metadata);
    }
    byte[] body = fields.toString().getBytes(StandardCharsets.UTF_8);
    return new RawPart(body, new byte[0], "application/json", null);
  }

  private static void put(ObjectNode node, String name, @Nullable Object value) {
    if (value != null) {
      node.put(name, Objects.toString(value));
    }
  }
}
