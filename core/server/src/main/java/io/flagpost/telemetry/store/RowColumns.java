package io.flagpost.telemetry.store;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.JoinedTexts;
import io.flagpost.platform.database.StorableText;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryField;
import io.vertx.core.buffer.Buffer;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a group's row is made of, in the order in which it is bound. */
final class RowColumns {
  private static final List<RowColumn<TelemetryRow>> OF_RECEIPT =
      List.of(
          RowColumn.of("record_id", "uuid", UUID[]::new, TelemetryRow::recordId),
          RowColumn.of(
              "created_at",
              "timestamptz",
              OffsetDateTime[]::new,
              r -> DbTimestamps.utcOrNull(r.record().receivedAt())),
          text("environment", r -> r.record().environment()),
          RowColumn.of("api_key_id", "bigint", Long[]::new, r -> r.record().apiKeyId()),
          text("client_address", r -> r.record().clientAddress()));

  private static final List<RowColumn<TelemetryRow>> OF_FIELDS =
      TelemetryField.ALL.stream().map(RowColumns::field).toList();

  private static final List<RowColumn<TelemetryRow>> OF_EXTRAS =
      List.of(
          RowColumn.of("known_product_id", "bigint", Long[]::new, r -> r.record().knownProductId()),
          RowColumn.of("event_id", "uuid", UUID[]::new, r -> r.record().eventId()),
          RowColumn.of(
              "occurred_at",
              "timestamptz",
              OffsetDateTime[]::new,
              r -> DbTimestamps.utcOrNull(r.record().occurredAt())),
          text("nonce", r -> r.record().nonce()),
          text("build_checksum", r -> r.record().buildChecksum()),
          RowColumn.of("sequence", "bigint", Long[]::new, r -> r.record().sequence()),
          raw("raw_body", "bytea", Buffer[]::new, raw -> Buffer.buffer(raw.body())),
          raw("raw_query", "bytea", Buffer[]::new, raw -> Buffer.buffer(raw.query())),
          raw("raw_content_type", "text", String[]::new, RawPart::contentType),
          raw("raw_content_encoding", "text", String[]::new, RawPart::contentEncoding));

  private static final List<RowColumn<TelemetryRow>> OF_VERDICT =
      List.of(
          bool("is_correct_format", r -> r.record().correctFormat()),
          bool("license_key_exists", r -> r.verdict().licenseKeyExists()),
          bool("product_exists", r -> r.verdict().productExists()),
          bool("product_version_exists", r -> r.verdict().productVersionExists()),
          bool("flagged", TelemetryRow::isFlagged),
          text("flags", r -> joined(r.flagCodes())).as(JoinedTexts.split("r.flags")),
          text("pending", r -> joined(r.verdict().pendingChecks()))
              .as(JoinedTexts.split("r.pending")),
          text("flag_details", TelemetryRow::flagDetails).as("r.flag_details::jsonb"),
          text("catalog_id", r -> StorableText.of(r.verdict().catalogId())));

  /** The columns of {@code telemetry} that the gateway fills. */
  static final List<RowColumn<TelemetryRow>> OF_RECORD =
      Stream.of(OF_RECEIPT, OF_FIELDS, OF_EXTRAS, OF_VERDICT).flatMap(List::stream).toList();

  /** What {@code idempotency} needs beside them; null hashes where no key was sent. */
  static final List<RowColumn<TelemetryRow>> OF_KEY =
      List.of(
          key("key_hash", IdempotencyKey::keyHash),
          key("content_hash", IdempotencyKey::contentHash),
          key("content_hash_before", IdempotencyKey::contentHashBefore),
          text("client_network", r -> IpNetworks.site(r.record().clientAddress()).orElse("")),
          RowColumn.of("http_status", "integer", Integer[]::new, r -> StoredStatus.of(r.outcome())),
          RowColumn.of("code", "integer", Integer[]::new, r -> r.outcome().code()),
          text("errors", TelemetryRow::errors));

  private RowColumns() {}

  private static RowColumn<TelemetryRow> field(TelemetryField field) {
    return text(field.columnName(), r -> field.of(r.record().fields()));
  }

  private static RowColumn<TelemetryRow> text(
      String name, Function<TelemetryRow, @Nullable Object> value) {
    return RowColumn.of(name, "text", String[]::new, value);
  }

  private static RowColumn<TelemetryRow> bool(
      String name, Function<TelemetryRow, @Nullable Object> value) {
    return RowColumn.of(name, "boolean", Boolean[]::new, value);
  }

  private static RowColumn<TelemetryRow> raw(
      String name,
      String type,
      IntFunction<@Nullable Object[]> arrays,
      Function<RawPart, @Nullable Object> value) {
    return RowColumn.of(
        name,
        type,
        arrays,
        r -> {
          RawPart raw = r.record().raw();
          return raw == null ? null : value.apply(raw);
        });
  }

  private static RowColumn<TelemetryRow> key(
      String name, Function<IdempotencyKey, byte @Nullable []> value) {
    return RowColumn.of(
        name,
        "bytea",
        Buffer[]::new,
        r -> {
          IdempotencyKey key = r.idempotency();
          byte[] hash = key == null ? null : value.apply(key);
          return hash == null ? null : Buffer.buffer(hash);
        });
  }

  private static String joined(List<String> parts) {
    return parts.isEmpty() ? "" : JoinedTexts.join(parts.stream().map(StorableText::of).toList());
  }
}
