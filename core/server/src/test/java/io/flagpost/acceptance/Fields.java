package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The fields of a request and the ways to write them down. Immutable.
 *
 * @param values the fields by name, in their order
 */
record Fields(Map<String, String> values) {
  static final String API_KEY = "2964c3c9-0b5d-4d89-b3ac-4668f30bc492";
  static final String BOUNDARY = "acceptance-boundary";

  /** The request of the reference document, to the letter. */
  static Fields document() {
    return new Fields(Map.of())
        .with("api_key", API_KEY)
        .with("data_type", "numeric-single-value")
        .with("numeric_data_single_value", "50")
        .with("product_id", "1")
        .with("user_identifier", "554dddsqfqs4dqd5qsd74q")
        .with("license_key", "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541")
        .with("activation_identifier", "12135644")
        .with("product_version", "1.0.1")
        .with("data_group", "test_group");
  }

  /** The same of a user that nobody else is, by whom the record is found again. */
  static Fields honest() {
    return document().with("user_identifier", "user-" + UUID.randomUUID());
  }

  /** An honest request for the product that has a signing key of its own. */
  static Fields honestForProduct2() {
    return honest()
        .with("product_id", "2")
        .with("product_version", "2.0.0")
        .with("license_key", "demo-product2-license")
        .with("activation_identifier", "demo-activation-2");
  }

  Fields with(String name, String value) {
    var changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Fields(changed);
  }

  Fields without(String name) {
    var changed = new LinkedHashMap<>(values);
    changed.remove(name);
    return new Fields(changed);
  }

  String user() {
    return values.getOrDefault("user_identifier", "");
  }

  String form() {
    return values.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** A JSON object of strings, to be changed further. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    values.forEach(json::put);
    return json;
  }

  /** Parts with {@link #BOUNDARY}, of which one is a file. */
  String multipart(String fileField) {
    return values.entrySet().stream()
        .map(field -> part(field.getKey(), field.getValue(), field.getKey().equals(fileField)))
        .collect(Collectors.joining("", "", "--" + BOUNDARY + "--\r\n"));
  }

  private static String part(String name, String value, boolean file) {
    String about =
        file ? "; filename=\"" + name + ".txt\"\r\nContent-Type: application/octet-stream" : "";
    return String.format(
        Locale.ROOT,
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n",
        BOUNDARY,
        name,
        about,
        value);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
