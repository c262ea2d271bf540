package io.flagpost.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The encoding of a record in a request. */
enum RequestFormat {
  FORM {
    @Override
    Body encode(Map<String, String> fields) {
      String text =
          fields.entrySet().stream()
              .map(field -> url(field.getKey()) + "=" + url(field.getValue()))
              .collect(Collectors.joining("&"));
      return new Body("application/x-www-form-urlencoded", text);
    }
  },
  JSON {
    @Override
    Body encode(Map<String, String> fields) {
      return new Body("application/json", new ObjectMapper().valueToTree(fields).toString());
    }
  },
  MULTIPART {
    @Override
    Body encode(Map<String, String> fields) {
      String boundary = "flagpost-" + UUID.randomUUID();
      String parts =
          fields.entrySet().stream()
              .map(field -> part(boundary, field.getKey(), field.getValue()))
              .collect(Collectors.joining());
      return new Body(
          "multipart/form-data; boundary=" + boundary, parts + "--" + boundary + "--\r\n");
    }
  };

  /**
   * A request's body.
   *
   * @param contentType its {@code Content-Type}
   * @param text its text, to be sent as UTF-8
   */
  record Body(String contentType, String text) {}

  abstract Body encode(Map<String, String> fields);

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String part(String boundary, String name, String value) {
    return "--"
        + boundary
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }
}
