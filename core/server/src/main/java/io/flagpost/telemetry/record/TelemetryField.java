package io.flagpost.telemetry.record;

import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.wire.TelemetryFieldNames;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The contract's fields, in the order of its rules: the one table from which follow what a request
 * is searched for, the columns, a record's size, its raw fallback and what checks see.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions are method references: they hold nothing
public enum TelemetryField {
  PRODUCT_ID(
      TelemetryFieldNames.PRODUCT_ID,
      255,
      TelemetryFields::productId,
      Telemetry.Builder::productId),
  USER_IDENTIFIER(
      TelemetryFieldNames.USER_IDENTIFIER,
      255,
      TelemetryFields::userIdentifier,
      Telemetry.Builder::userIdentifier),
  LICENSE_KEY(
      TelemetryFieldNames.LICENSE_KEY,
      255,
      TelemetryFields::licenseKey,
      Telemetry.Builder::licenseKey),
  ACTIVATION_IDENTIFIER(
      TelemetryFieldNames.ACTIVATION_IDENTIFIER,
      255,
      TelemetryFields::activationIdentifier,
      Telemetry.Builder::activationIdentifier),
  PRODUCT_VERSION(
      TelemetryFieldNames.PRODUCT_VERSION,
      255,
      TelemetryFields::productVersion,
      Telemetry.Builder::productVersion),
  DATA_TYPE(
      TelemetryFieldNames.DATA_TYPE, 255, TelemetryFields::dataType, Telemetry.Builder::dataType),
  NUMERIC_DATA_SINGLE_VALUE(
      TelemetryFieldNames.NUMERIC_DATA_SINGLE_VALUE,
      64,
      TelemetryFields::numericDataSingleValue,
      Telemetry.Builder::numericDataSingleValue),
  NUMERIC_DATA_X(
      TelemetryFieldNames.NUMERIC_DATA_X,
      64,
      TelemetryFields::numericDataX,
      Telemetry.Builder::numericDataX),
  NUMERIC_DATA_Y(
      TelemetryFieldNames.NUMERIC_DATA_Y,
      64,
      TelemetryFields::numericDataY,
      Telemetry.Builder::numericDataY),
  TEXT_DATA(
      TelemetryFieldNames.TEXT_DATA,
      65_535,
      TelemetryFields::textData,
      Telemetry.Builder::textData),
  DATA_GROUP(
      TelemetryFieldNames.DATA_GROUP,
      255,
      TelemetryFields::dataGroup,
      Telemetry.Builder::dataGroup);

  /** All of them, in order. */
  public static final List<TelemetryField> ALL = List.of(values());

  /** Who sent a record; the others are what was sent. */
  public static final List<TelemetryField> OF_SENDER =
      List.of(PRODUCT_ID, USER_IDENTIFIER, LICENSE_KEY, ACTIVATION_IDENTIFIER, PRODUCT_VERSION);

  private final String columnName;
  private final int limit;
  private final Function<TelemetryFields, @Nullable String> value;
  private final BiConsumer<Telemetry.Builder, @Nullable String> view;

  TelemetryField(
      String columnName,
      int limit,
      Function<TelemetryFields, @Nullable String> value,
      BiConsumer<Telemetry.Builder, @Nullable String> view) {
    this.columnName = columnName;
    this.limit = limit;
    this.value = value;
    this.view = view;
  }

  /** The name as clients write it, the column's too. */
  public String columnName() {
    return columnName;
  }

  /** How many code points the column holds. */
  public int limit() {
    return limit;
  }

  /** What a record has in this field; null if it is missing. */
  public @Nullable String of(TelemetryFields fields) {
    return value.apply(fields);
  }

  /** A record's fields with these values; null is a missing field. */
  public static TelemetryFields collect(Function<TelemetryField, @Nullable String> value) {
    return new TelemetryFields(
        value.apply(PRODUCT_ID),
        value.apply(USER_IDENTIFIER),
        value.apply(LICENSE_KEY),
        value.apply(ACTIVATION_IDENTIFIER),
        value.apply(PRODUCT_VERSION),
        value.apply(DATA_TYPE),
        value.apply(NUMERIC_DATA_SINGLE_VALUE),
        value.apply(NUMERIC_DATA_X),
        value.apply(NUMERIC_DATA_Y),
        value.apply(TEXT_DATA),
        value.apply(DATA_GROUP));
  }

  /**
   * Gives checks some fields of a record.
   *
   * @param record the record to be shown to checks
   * @param fields the fields; the others are missing
   * @param value what it has in a field; null if that is missing
   */
  public static void show(
      Telemetry.Builder record,
      List<TelemetryField> fields,
      Function<TelemetryField, @Nullable String> value) {
    for (TelemetryField field : fields) {
      field.view.accept(record, value.apply(field));
    }
  }

  /** Gives checks all fields of a record. */
  public static void show(
      Telemetry.Builder record, Function<TelemetryField, @Nullable String> value) {
    show(record, ALL, value);
  }

  /** The columns of the table {@code t}, as a statement lists them. */
  public static String columns(List<TelemetryField> fields) {
    return fields.stream().map(field -> "t." + field.columnName).collect(Collectors.joining(", "));
  }
}
