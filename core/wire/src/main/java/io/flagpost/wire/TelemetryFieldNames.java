package io.flagpost.wire;

/** The names of the fields of a telemetry request, as clients write them in every format. */
public final class TelemetryFieldNames {
  public static final String PRODUCT_ID = "product_id";
  public static final String USER_IDENTIFIER = "user_identifier";
  public static final String LICENSE_KEY = "license_key";
  public static final String ACTIVATION_IDENTIFIER = "activation_identifier";
  public static final String PRODUCT_VERSION = "product_version";
  public static final String DATA_TYPE = "data_type";
  public static final String NUMERIC_DATA_SINGLE_VALUE = "numeric_data_single_value";
  public static final String NUMERIC_DATA_X = "numeric_data_x";
  public static final String NUMERIC_DATA_Y = "numeric_data_y";
  public static final String TEXT_DATA = "text_data";
  public static final String DATA_GROUP = "data_group";

  /** The API key, where it is not sent as a header. */
  public static final String API_KEY = "api_key";

  /** Echoed in the signed response. */
  public static final String NONCE = "nonce";

  /** The client's own UUID of the event. */
  public static final String EVENT_ID = "event_id";

  /** The client's own time of the event, ISO 8601. */
  public static final String OCCURRED_AT = "occurred_at";

  /** An object, or the first part of a name in a form: {@code metadata[sequence]}. */
  public static final String METADATA = "metadata";

  /** In {@link #METADATA}: the SHA-256 of the build, hexadecimal. */
  public static final String BUILD_CHECKSUM = "build_checksum";

  /** In {@link #METADATA}: rises with each record of an activation. */
  public static final String SEQUENCE = "sequence";

  private TelemetryFieldNames() {}

  /** The name of a member of {@link #METADATA} in a form or a query. */
  public static String ofMetadata(String member) {
    return METADATA + "[" + member + "]";
  }
}
