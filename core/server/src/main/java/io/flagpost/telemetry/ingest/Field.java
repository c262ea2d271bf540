package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.wire.TelemetryFieldNames;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields that have a meaning here. The contract's come first, in the order of its rules. */
enum Field {
  PRODUCT_ID(TelemetryField.PRODUCT_ID),
  USER_IDENTIFIER(TelemetryField.USER_IDENTIFIER),
  LICENSE_KEY(TelemetryField.LICENSE_KEY),
  ACTIVATION_IDENTIFIER(TelemetryField.ACTIVATION_IDENTIFIER),
  PRODUCT_VERSION(TelemetryField.PRODUCT_VERSION),
  DATA_TYPE(TelemetryField.DATA_TYPE),
  NUMERIC_DATA_SINGLE_VALUE(TelemetryField.NUMERIC_DATA_SINGLE_VALUE),
  NUMERIC_DATA_X(TelemetryField.NUMERIC_DATA_X),
  NUMERIC_DATA_Y(TelemetryField.NUMERIC_DATA_Y),
  TEXT_DATA(TelemetryField.TEXT_DATA),
  DATA_GROUP(TelemetryField.DATA_GROUP),

  API_KEY(TelemetryFieldNames.API_KEY),
  NONCE(TelemetryFieldNames.NONCE),
  EVENT_ID(TelemetryFieldNames.EVENT_ID),
  OCCURRED_AT(TelemetryFieldNames.OCCURRED_AT),
  METADATA(TelemetryFieldNames.METADATA),
  BUILD_CHECKSUM(TelemetryFieldNames.ofMetadata(TelemetryFieldNames.BUILD_CHECKSUM)),
  SEQUENCE(TelemetryFieldNames.ofMetadata(TelemetryFieldNames.SEQUENCE));

  /** The contract's fields: those that have a text column and a format rule. */
  static final List<Field> CONTRACT =
      Arrays.stream(values()).filter(field -> field.column != null).toList();

  private static final Map<TelemetryField, Field> OF_COLUMNS = ofColumns();

  private static final Field[][] BY_LENGTH = byLength();

  private final String wireName;
  private final String inWords;
  private final int limit;
  private final @Nullable TelemetryField column;

  Field(TelemetryField column) {
    this(column.columnName(), column.limit(), column);
  }

  Field(String wireName) {
    this(wireName, 0, null);
  }

  Field(String wireName, int limit, @Nullable TelemetryField column) {
    this.wireName = wireName;
    this.inWords = wireName.replace('_', ' ');
    this.limit = limit;
    this.column = column;
  }

  /** The field that a column keeps. */
  static Field of(TelemetryField column) {
    return Objects.requireNonNull(OF_COLUMNS.get(column), column::columnName);
  }

  /** The name as clients write it. */
  String wireName() {
    return wireName;
  }

  /** The name as messages write it. */
  String inWords() {
    return inWords;
  }

  /** How many code points the column holds; only the contract's fields have a column. */
  int limit() {
    return limit;
  }

  /** The field of exactly this name, or null. */
  static @Nullable Field named(byte[] source, int from, int to) {
    int length = to - from;
    if (length >= BY_LENGTH.length) {
      return null;
    }
    for (Field field : BY_LENGTH[length]) {
      if (field.isAt(source, from)) {
        return field;
      }
    }
    return null;
  }

  private boolean isAt(byte[] source, int from) {
    for (int i = 0; i < wireName.length(); i++) {
      if (source[from + i] != wireName.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Map<TelemetryField, Field> ofColumns() {
    Map<TelemetryField, Field> fields = new EnumMap<>(TelemetryField.class);
    for (Field field : values()) {
      if (field.column != null) {
        fields.put(field.column, field);
      }
    }
    return fields;
  }

  private static Field[][] byLength() {
    int longest =
        Arrays.stream(values()).mapToInt(field -> field.wireName.length()).max().orElse(0);
    Field[][] table = new Field[longest + 1][];
    for (int length = 0; length <= longest; length++) {
      int wanted = length;
      table[length] =
          Arrays.stream(values())
              .filter(field -> field.wireName.length() == wanted)
              .toArray(Field[]::new);
    }
    return table;
  }
}
