package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.SentFields;
import io.flagpost.testing.Legible;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A record as the tables have it, to be held against the request that it was made of.
 *
 * @param columns the fields that are not missing, by their names
 * @param rawBody the raw part's body, null if there is no raw part
 * @param rawQuery the raw part's query string
 * @param rawContentEncoding the encoding that could not be undone
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, never compared
record StoredRecord(
    Map<String, String> columns,
    byte @Nullable [] rawBody,
    byte @Nullable [] rawQuery,
    @Nullable String rawContentEncoding) {
  private static final Pattern NAME = Pattern.compile("(?i)api[_-]?key");

  private static final List<String> FIELDS =
      List.of(
          "product_id",
          "user_identifier",
          "license_key",
          "activation_identifier",
          "product_version",
          "data_type",
          "numeric_data_single_value",
          "numeric_data_x",
          "numeric_data_y",
          "text_data",
          "data_group",
          "nonce",
          "event_id");

  static StoredRecord of(ResultSet row) throws SQLException {
    Map<String, String> columns = new HashMap<>();
    for (String field : FIELDS) {
      String value = row.getString(field);
      if (value != null) {
        columns.put(field, value);
      }
    }
    return new StoredRecord(
        columns,
        row.getBytes("raw_body"),
        row.getBytes("raw_query"),
        row.getString("raw_content_encoding"));
  }

  /** Nothing that was sent is lost, but for API keys. */
  void assertHolds(InboundRequest sent) {
    if (rawBody == null || rawQuery == null) {
      Map<String, String> fields = SentFields.of(sent);
      if (fields != null) {
        assertThat(columns).isEqualTo(fields);
      }
      return;
    }
    assertKept(rawBody, rawContentEncoding == null ? unpacked(sent) : sent.body());
    assertKept(rawQuery, sent.query().getBytes(ISO_8859_1));
  }

  private static void assertKept(byte[] kept, byte[] sent) {
    String text = Legible.of(sent);
    if (NAME.matcher(text).find() || text.contains(DemoData.API_KEY)) {
      assertThat(Legible.of(kept)).doesNotContain(DemoData.API_KEY);
      assertThat(isLeftOf(kept, sent)).isTrue();
    } else {
      assertThat(kept).isEqualTo(sent);
    }
  }

  /** Whether it can have come about by cutting something out. */
  private static boolean isLeftOf(byte[] kept, byte[] sent) {
    int matched = 0;
    for (int at = 0; at < sent.length && matched < kept.length; at++) {
      matched += kept[matched] == sent[at] ? 1 : 0;
    }
    return matched == kept.length;
  }

  private static byte[] unpacked(InboundRequest sent) {
    byte[] bytes = sent.body();
    if (sent.contentEncoding() == null || bytes.length == 0) {
      return bytes;
    }
    try {
      for (String layer : sent.contentEncoding().split(", ", -1)) {
        bytes = layer.equals("gzip") ? gunzipped(bytes) : inflated(bytes);
      }
      return bytes;
    } catch (IOException e) {
      throw new AssertionError("Kept as " + sent.contentEncoding() + " undone", e);
    }
  }

  private static byte[] gunzipped(byte[] packed) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  /** With a zlib header, as it should be, or without, as some send it. */
  private static byte[] inflated(byte[] packed) throws IOException {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    } catch (IOException noHeader) {
      try (InputStream in =
          new InflaterInputStream(new ByteArrayInputStream(packed), new Inflater(true))) {
        return in.readAllBytes();
      }
    }
  }

  @Override
  public String toString() {
    return columns + ", raw " + Arrays.toString(rawBody);
  }
}
