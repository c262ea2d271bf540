package io.flagpost.bench.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flagpost.bench.load.Requests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Requests of one kind, one for each license, repeated: prepared in advance, so that the driver
 * only copies bytes. Used by one thread.
 */
public final class Traffic implements Requests {
  /** The placeholder for a number that is unique to each request. */
  private static final String UNIQUE = "0000000000000000";

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
  private static final int USERS =
      7_919; // prime, so that users and licenses occur in every combination
  private static final int ONE_IN_INVENTED = 5;

  /** The fields that can be invalid other than by a number. */
  private static final List<String> SPOILED =
      List.of("data_group", "product_id", "data_type", "user_identifier", "license_key");

  private final List<Template> templates;
  private long number = System.nanoTime();
  private int next;

  /** A request, and the position of {@link #UNIQUE} in it; negative if it has none. */
  private static final class Template {
    private final byte[] bytes;
    private final int uniqueAt;

    Template(String request) {
      bytes = request.getBytes(US_ASCII);
      uniqueAt = request.indexOf(UNIQUE);
    }
  }

  private Traffic(int count, IntFunction<String> request) {
    templates = new ArrayList<>(count);
    for (int n = 0; n < count; n++) {
      templates.add(new Template(request.apply(n)));
    }
    Collections.shuffle(templates, new Random(1));
  }

  /** Records of genuine copies. */
  public static Traffic forms() {
    return posts(n -> form(n, Vendor.license(n), ""));
  }

  /** The same, all of one license, its activation and its user. */
  public static Traffic oneLicense() {
    return posts(n -> form(0, Vendor.license(0), ""));
  }

  /** The same, each with a nonce, so that each needs its own signature. */
  public static Traffic nonces() {
    return posts(n -> form(n, Vendor.license(n), "&nonce=" + UNIQUE));
  }

  /** Records with one field that is missing or is not a string. */
  public static Traffic incorrect() {
    return posts(
        n -> {
          String field = SPOILED.get(n % SPOILED.size());
          boolean missing = n / SPOILED.size() % 2 == 0;
          return form(n, Vendor.license(n), "")
              .replaceFirst("(^|&)" + field + "=[^&]*", "$1" + field + (missing ? "=" : "[]=1"));
        });
  }

  /** Records of genuine copies, as JSON. */
  public static Traffic json() {
    return requests(n -> post("application/json", jsonBody(n)));
  }

  /** Records of which every fifth has an unknown license key. */
  public static Traffic inventedKeys() {
    return posts(n -> form(n, n % ONE_IN_INVENTED == 0 ? "CRCK-" + UNIQUE : Vendor.license(n), ""));
  }

  /** Reads the records of one license after the other. */
  public static Traffic reads() {
    return requests(
        n ->
            "GET /api/v1/get-telemetry-data?license_key="
                + Vendor.license(n)
                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + Vendor.API_KEY
                + "\r\n\r\n");
  }

  /** The request to the yardstick "hello". */
  public static Traffic hello() {
    return new Traffic(1, n -> "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** The body of one of {@link #forms()}. */
  public static String sampleForm() {
    return form(1, Vendor.license(1), "");
  }

  /** The body of one of {@link #json()}. */
  public static String sampleJson() {
    return jsonBody(1);
  }

  @Override
  public void append(ByteBuffer out) {
    Template template = templates.get(next);
    next = next + 1 == templates.size() ? 0 : next + 1;
    int start = out.position();
    out.put(template.bytes);
    if (template.uniqueAt >= 0) {
      int first = start + template.uniqueAt;
      long rest = number++;
      for (int at = first + UNIQUE.length() - 1; at >= first; at--) {
        out.put(at, DIGITS[(int) (rest & 0xF)]);
        rest >>>= 4;
      }
    }
  }

  private static Traffic posts(IntFunction<String> body) {
    return requests(n -> post("application/x-www-form-urlencoded", body.apply(n)));
  }

  private static Traffic requests(IntFunction<String> request) {
    return new Traffic(Vendor.LICENSES, request);
  }

  private static String post(String contentType, String body) {
    return "POST /api/v1/send-telemetry-data HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + Vendor.API_KEY
        + "\r\nContent-Type: "
        + contentType
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String form(int n, String licenseKey, String more) {
    String value =
        switch (n % 3) {
          case 0 -> "data_type=numeric-single-value&numeric_data_single_value=" + n % 1000 + ".5";
          case 1 -> "data_type=numeric-xy-axis&numeric_data_x=" + n % 100 + "&numeric_data_y=-7.25";
          default -> "data_type=text&text_data=Started%20with%20level%20" + n % 50;
        };
    return "product_id="
        + Vendor.product(n)
        + "&user_identifier=user-"
        + n % USERS
        + "%40example.com&license_key="
        + licenseKey
        + "&activation_identifier="
        + Vendor.activation(n)
        + "&product_version="
        + Vendor.version(n)
        + "&"
        + value
        + "&data_group=startup"
        + more;
  }

  private static String jsonBody(int n) {
    return String.format(
        Locale.ROOT,
        """
        {"product_id":%d,"user_identifier":"user-%d@example.com","license_key":"%s",\
        "activation_identifier":"%s","product_version":"%s","data_type":"numeric-xy-axis",\
        "numeric_data_x":%d,"numeric_data_y":-7.25,"data_group":"startup"}""",
        Vendor.product(n),
        n % USERS,
        Vendor.license(n),
        Vendor.activation(n),
        Vendor.version(n),
        n % 100);
  }
}
