package io.flagpost.telemetry.query;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.plugin.v1.RawRequest;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.store.FlagJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@code telemetry} as the records that checks see. */
final class StoredRows {
  /** What {@link #read} needs of the row {@code t}. */
  static final String COLUMNS =
      "t.record_id, t.id, t.created_at, t.environment, t.api_key_id, t.client_address, "
          + TelemetryField.columns(TelemetryField.ALL)
          + """
            , t.known_product_id, t.event_id, t.occurred_at, t.nonce, t.build_checksum, t.sequence,
            t.raw_body, t.raw_query, t.raw_content_type, t.raw_content_encoding,
            t.is_correct_format, t.flags, t.pending, t.flag_details,
            t.license_key_exists, t.product_version_exists, t.catalog_id""";

  /** About how much room that row takes. */
  static final String OCTETS =
      """
      1000 + coalesce(octet_length(t.text_data), 0) + coalesce(octet_length(t.raw_body), 0)
      + coalesce(octet_length(t.raw_query), 0)""";

  /** What {@link #readFollowing} needs of the row {@code t} for records without their data. */
  static final String COLUMNS_OF_SENDER =
      "t.record_id, t.id, t.created_at, t.environment, t.api_key_id, t.client_address, "
          + TelemetryField.columns(TelemetryField.OF_SENDER)
          + ", t.known_product_id, t.event_id, t.occurred_at, t.nonce, t.build_checksum,"
          + " t.sequence, t.is_correct_format, t.flags, t.flag_details, t.license_key_exists,"
          + " t.product_version_exists, t.catalog_id, t.data_group, t.numeric_data_single_value";

  /** About how much room that row takes. */
  static final int OCTETS_OF_SENDER = 700;

  private StoredRows() {}

  static StoredRecord read(Row row) {
    return read(row, RoutingHashes.NONE);
  }

  private static StoredRecord read(Row row, RoutingHashes routing) {
    return new StoredRecord(
        row.getLong("id"),
        telemetry(row, true),
        flags(row),
        List.of(row.getArrayOfStrings("pending")),
        receipt(row),
        routing);
  }

  private static List<RaisedFlag> flags(Row row) {
    return FlagJson.read(List.of(row.getArrayOfStrings("flags")), json(row));
  }

  private static ReceiptNotes receipt(Row row) {
    return new ReceiptNotes(
        row.getBoolean("license_key_exists"),
        row.getBoolean("product_version_exists"),
        row.getString("catalog_id"),
        row.getString("data_group"),
        row.getString("numeric_data_single_value"));
  }

  /**
   * A record to be followed.
   *
   * @param data whether the row has what was sent, and which checks gave no answer at receipt
   */
  static StoredRecord readFollowing(Row row, boolean data) {
    return data
        ? read(row, RoutingHashes.read(row))
        : new StoredRecord(
            row.getLong("id"),
            telemetry(row, false),
            flags(row),
            List.of(),
            receipt(row),
            RoutingHashes.read(row));
  }

  private static @Nullable String json(Row row) {
    Object details = row.getJson("flag_details");
    return details == null ? null : details.toString();
  }

  private static Telemetry telemetry(Row row, boolean data) {
    Long product = row.getLong("known_product_id");
    Telemetry.Builder view =
        Telemetry.builder(row.getUUID("record_id"), DbTimestamps.of(row, "created_at"));
    TelemetryField.show(
        view,
        data ? TelemetryField.ALL : TelemetryField.OF_SENDER,
        field -> row.getString(field.columnName()));
    return view.environment(row.getString("environment"))
        .apiKeyId(row.getLong("api_key_id"))
        .clientAddress(row.getString("client_address"))
        .correctFormat(row.getBoolean("is_correct_format"))
        .knownProductId(product == null ? null : product.toString())
        .eventId(row.getUUID("event_id"))
        .occurredAt(DbTimestamps.orNull(row, "occurred_at"))
        .nonce(row.getString("nonce"))
        .buildChecksum(row.getString("build_checksum"))
        .sequence(row.getLong("sequence"))
        .raw(data ? raw(row) : null)
        .build();
  }

  private static @Nullable RawRequest raw(Row row) {
    Buffer body = row.getBuffer("raw_body");
    Buffer query = row.getBuffer("raw_query");
    if (body == null && query == null) {
      return null;
    }
    return new RawRequest(
        body == null ? new byte[0] : body.getBytes(),
        query == null ? new byte[0] : query.getBytes(),
        row.getString("raw_content_type"),
        row.getString("raw_content_encoding"));
  }
}
