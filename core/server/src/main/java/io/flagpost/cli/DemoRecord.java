package io.flagpost.cli;

/** A correct record of the demo data's licensed user, as in the reference document. */
final class DemoRecord {
  static final String API_KEY = "2964c3c9-0b5d-4d89-b3ac-4668f30bc492";
  static final String PRODUCT_ID = "1";
  static final String PRODUCT_VERSION = "1.0.1";
  static final String LICENSE_KEY = "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541";
  static final String USER_IDENTIFIER = "554dddsqfqs4dqd5qsd74q";
  static final String ACTIVATION_IDENTIFIER = "12135644";
  static final String DATA_TYPE = "numeric-single-value";
  static final String DATA_GROUP = "test_group";
  static final String VALUE = "50";

  private DemoRecord() {}

  /** A shell command that sends it. */
  static String curlLine(String api) {
    return String.join(
        " ",
        "curl -sS " + api + "/api/v1/send-telemetry-data",
        "-d api_key=" + API_KEY,
        "-d product_id=" + PRODUCT_ID,
        "-d product_version=" + PRODUCT_VERSION,
        "-d license_key=" + LICENSE_KEY,
        "-d user_identifier=" + USER_IDENTIFIER,
        "-d activation_identifier=" + ACTIVATION_IDENTIFIER,
        "-d data_type=" + DATA_TYPE,
        "-d numeric_data_single_value=" + VALUE,
        "-d data_group=" + DATA_GROUP);
  }
}
