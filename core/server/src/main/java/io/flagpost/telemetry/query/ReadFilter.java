package io.flagpost.telemetry.query;

import io.flagpost.telemetry.record.TelemetryField;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which records a reader wants to see; null stands for whatever it is.
 *
 * @param fields what these fields have to be equal to
 * @param from the first moment of receipt
 * @param to the moment of receipt to stop before
 * @param limit how many records at most
 * @param position where to begin
 */
public record ReadFilter(
    Map<TelemetryField, String> fields,
    @Nullable UUID eventId,
    @Nullable Boolean hasRedFlags,
    @Nullable String redFlag,
    @Nullable Instant from,
    @Nullable Instant to,
    int limit,
    Position position) {
  /** The fields that can be asked for whose columns are indexed whole, if they are. */
  static final List<TelemetryField> PLAIN =
      List.of(
          TelemetryField.DATA_TYPE,
          TelemetryField.DATA_GROUP,
          TelemetryField.PRODUCT_ID,
          TelemetryField.PRODUCT_VERSION);

  /** The fields that can be asked for whose columns are indexed by a hash. */
  static final List<TelemetryField> HASHED =
      List.of(
          TelemetryField.USER_IDENTIFIER,
          TelemetryField.LICENSE_KEY,
          TelemetryField.ACTIVATION_IDENTIFIER);

  public ReadFilter {
    fields = Map.copyOf(fields);
  }

  /**
   * Where to begin.
   *
   * @param afterId only records with a higher id; 0 for all
   * @param skip how many of those to leave out
   */
  public record Position(long afterId, int skip) {}
}
