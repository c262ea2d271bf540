package io.flagpost.telemetry.ingest;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields that have a meaning here. The contract's come first, in the order of its rules. */
enum Field {
  PRODUCT_ID("product_id", 255),
  USER_IDENTIFIER("user_identifier", 255),
  LICENSE_KEY("license_key", 255),
  ACTIVATION_IDENTIFIER("activation_identifier", 255),
  PRODUCT_VERSION("product_version", 255),
  DATA_TYPE("data_type", 255),
  NUMERIC_DATA_SINGLE_VALUE("numeric_data_single_value", 64),
  NUMERIC_DATA_X("numeric_data_x", 64),
  NUMERIC_DATA_Y("numeric_data_y", 64),
  TEXT_DATA("text_data", 65_535),
  DATA_GROUP("data_group", 255),

  API_KEY("api_key", 0),
  NONCE("nonce", 0),
  EVENT_ID("event_id", 0),
  OCCURRED_AT("occurred_at", 0),
  METADATA("metadata", 0),
  BUILD_CHECKSUM("metadata[build_checksum]", 0),
  SEQUENCE("metadata[sequence]", 0);

  /** The contract's fields: those that have a text column and a format rule. */
  static final List<Field> CONTRACT =
      Arrays.stream(values()).filter(field -> field.limit > 0).toList();

  private static final Field[][] BY_LENGTH = byLength();

  private final String wireName;
  private final String inWords;
  private final int limit;

  Field(String wireName, int limit) {
    this.wireName = wireName;
    this.inWords = wireName.replace('_', ' ');
    this.limit = limit;
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
