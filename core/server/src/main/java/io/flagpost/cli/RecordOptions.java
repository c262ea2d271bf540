package io.flagpost.cli;

import io.flagpost.wire.TelemetryFieldNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The record that {@code send} sends; by default the demo's correct one. */
final class RecordOptions {
  @Option(
      names = "--product-id",
      paramLabel = "ID",
      defaultValue = DemoRecord.PRODUCT_ID,
      description = "product_id (default: ${DEFAULT-VALUE})")
  private String productId = "";

  @Option(
      names = "--product-version",
      paramLabel = "VERSION",
      defaultValue = DemoRecord.PRODUCT_VERSION,
      description = "product_version (default: ${DEFAULT-VALUE})")
  private String productVersion = "";

  @Option(
      names = "--license-key",
      paramLabel = "KEY",
      defaultValue = DemoRecord.LICENSE_KEY,
      description = "license_key (default: the demo's)")
  private String licenseKey = "";

  @Option(
      names = "--user",
      paramLabel = "ID",
      defaultValue = DemoRecord.USER_IDENTIFIER,
      description = "user_identifier (default: ${DEFAULT-VALUE})")
  private String user = "";

  @Option(
      names = "--activation",
      paramLabel = "ID",
      defaultValue = DemoRecord.ACTIVATION_IDENTIFIER,
      description = "activation_identifier (default: ${DEFAULT-VALUE})")
  private String activation = "";

  @Option(
      names = "--data-type",
      paramLabel = "TYPE",
      description =
          "data_type: numeric-single-value, numeric-xy-axis or text"
              + " (default: by the given value)")
  private @Nullable String dataType;

  @Option(
      names = "--data-group",
      paramLabel = "GROUP",
      defaultValue = DemoRecord.DATA_GROUP,
      description = "data_group (default: ${DEFAULT-VALUE})")
  private String dataGroup = "";

  @Option(
      names = "--value",
      paramLabel = "NUMBER",
      description =
          "numeric_data_single_value (default: "
              + DemoRecord.VALUE
              + " if no other value is given)")
  private @Nullable String value;

  @Option(names = "--x", paramLabel = "NUMBER", description = "numeric_data_x")
  private @Nullable String x;

  @Option(names = "--y", paramLabel = "NUMBER", description = "numeric_data_y")
  private @Nullable String y;

  @Option(names = "--text", paramLabel = "TEXT", description = "text_data")
  private @Nullable String text;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "nonce, which the answer must repeat")
  private @Nullable String nonce;

  /** The fields by their names on the wire; an option with the value "" omits its field. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    put(fields, TelemetryFieldNames.DATA_TYPE, chosenDataType());
    put(fields, TelemetryFieldNames.NUMERIC_DATA_SINGLE_VALUE, chosenValue());
    put(fields, TelemetryFieldNames.NUMERIC_DATA_X, x);
    put(fields, TelemetryFieldNames.NUMERIC_DATA_Y, y);
    put(fields, TelemetryFieldNames.TEXT_DATA, text);
    put(fields, TelemetryFieldNames.PRODUCT_ID, productId);
    put(fields, TelemetryFieldNames.USER_IDENTIFIER, user);
    put(fields, TelemetryFieldNames.LICENSE_KEY, licenseKey);
    put(fields, TelemetryFieldNames.ACTIVATION_IDENTIFIER, activation);
    put(fields, TelemetryFieldNames.PRODUCT_VERSION, productVersion);
    put(fields, TelemetryFieldNames.DATA_GROUP, dataGroup);
    put(fields, TelemetryFieldNames.NONCE, nonce);
    return fields;
  }

  @Nullable String nonce() {
    return nonce;
  }

  private String chosenDataType() {
    if (dataType != null) {
      return dataType;
    }
    if (text != null) {
      return "text";
    }
    return x != null || y != null ? "numeric-xy-axis" : DemoRecord.DATA_TYPE;
  }

  private @Nullable String chosenValue() {
    boolean none = value == null && x == null && y == null && text == null;
    return none ? DemoRecord.VALUE : value;
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      fields.put(name, value);
    }
  }
}
