package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.BOUNDARY;
import static io.flagpost.telemetry.ingest.Requests.FORM;
import static io.flagpost.telemetry.ingest.Requests.JSON;
import static io.flagpost.telemetry.ingest.Requests.LIMIT;
import static io.flagpost.telemetry.ingest.Requests.MULTIPART;
import static io.flagpost.telemetry.ingest.Requests.concat;
import static io.flagpost.telemetry.ingest.Requests.gzip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RawPart;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A megabyte of whatever could cost more than linear time or deep recursion simply goes through.
 */
class PathologicalRequestsTest {

  static Stream<Arguments> aMegabyteOfIt() {
    String pairs = "a=1&".repeat(LIMIT / 4);
    return Stream.of(
        of("one field repeated", FORM, pairs),
        of("a hundred thousand names", FORM, numbered("f%d=%<d", "&", 80_000)),
        of("names of one hash code", FORM, sameHash()),
        of("arrays", FORM, "user_identifier[]=1&".repeat(LIMIT / 20)),
        of("brackets", FORM, "[".repeat(LIMIT / 2) + "]".repeat(LIMIT / 2)),
        of("escapes", FORM, "data_group=" + "%41".repeat(LIMIT / 3 - 10)),
        of("broken escapes", FORM, "data_group=" + "%".repeat(LIMIT - 20)),
        of("no text", FORM, "text_data=" + "%ff".repeat(LIMIT / 3 - 10)),
        of("white space", FORM, "data_group=" + "+".repeat(LIMIT - 20)),
        of("a number's digits", FORM, "data_type=text&text_data=" + "9".repeat(LIMIT - 60)),
        of("ten thousand members", JSON, "{" + numbered("\"f%d\":%<d", ",", 60_000) + "}"),
        of("one member repeated", JSON, "{" + "\"nonce\":\"\\u0041\",".repeat(40_000) + "\"a\":1}"),
        of("open arrays", JSON, "{\"a\":" + "[".repeat(LIMIT - 20)),
        of("open objects", JSON, "{\"a\":".repeat(LIMIT / 5 - 10)),
        of("closed arrays", JSON, "{\"a\":" + nested("[", "]") + "}"),
        of("closed objects", JSON, nested("{\"metadata\":", "}").replace(":}", ":1}")),
        of("metadata", JSON, "{\"metadata\":{" + numbered("\"sequence\":%d", ",", 50_000) + "}}"),
        of("an array under a form's type", FORM, "[".repeat(LIMIT - 20)),
        of("a giant number", JSON, "{\"numeric_data_x\":1e" + "9".repeat(LIMIT - 60) + "}"),
        of("a giant time", JSON, "{\"occurred_at\":" + "9".repeat(LIMIT - 60) + "}"),
        of("a giant string", JSON, "{\"text_data\":\"" + "\\ud83d".repeat(LIMIT / 6 - 10) + "\"}"),
        of("a string without an end", JSON, "{\"text_data\":\"" + "\\\"".repeat(LIMIT / 2 - 20)),
        of("white space in JSON", JSON, " ".repeat(LIMIT - 2) + "{}"),
        of("boundaries", MULTIPART, ("--" + BOUNDARY + "\r\n").repeat(LIMIT / 19)),
        of("all but boundaries", MULTIPART, ("--" + BOUNDARY + "x\n").repeat(LIMIT / 19)),
        of(
            "a long boundary",
            "multipart/form-data; boundary=" + "-".repeat(30_000),
            "-".repeat(29_999).concat("\n").repeat(34)),
        of("line feeds", MULTIPART, "\n".repeat(LIMIT)),
        of(
            "headers",
            MULTIPART,
            "--" + BOUNDARY + "\n" + "Content-Disposition:;;;;;;;;;;name=\"\\\"\n".repeat(26_000)),
        of(
            "a header",
            MULTIPART,
            "--" + BOUNDARY + "\nContent-Disposition:" + ";".repeat(LIMIT - 100) + "\n\n\n--"),
        of("parameters", "multipart/form-data" + ";a=\"".repeat(8_000), "x"));
  }

  private static Arguments of(String kind, @Nullable String contentType, String body) {
    return Arguments.of(kind, contentType, body);
  }

  private static String nested(String opening, String closing) {
    int depth = (LIMIT - 20) / (opening.length() + closing.length());
    return opening.repeat(depth) + closing.repeat(depth);
  }

  private static String numbered(String format, String separator, int count) {
    return IntStream.range(0, count)
        .mapToObj(c -> String.format(Locale.ROOT, format, c))
        .collect(Collectors.joining(separator));
  }

  /** "Aa" and "BB" have the same hash code, and so has every word of sixteen of them. */
  private static String sameHash() {
    return IntStream.range(0, 1 << 14)
        .mapToObj(
            bits ->
                IntStream.range(0, 14)
                    .mapToObj(bit -> (bits >> bit & 1) == 0 ? "Aa" : "BB")
                    .collect(Collectors.joining()))
        .collect(Collectors.joining("=1&"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aMegabyteOfIt(String kind, @Nullable String contentType, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    assertThat(bytes.length).as(kind).isLessThanOrEqualTo(LIMIT);
    goesThrough(new InboundRequest(contentType, null, "", bytes));
    goesThrough(new InboundRequest(contentType, "gzip", "", gzip(bytes)));
    goesThrough(new InboundRequest(contentType, "deflate", "", bytes));
    if (FORM.equals(contentType)) {
      goesThrough(new InboundRequest(null, null, body, new byte[0]));
    }
  }

  @ParameterizedTest
  @MethodSource
  void packedBodies(byte[] body) {
    goesThrough(new InboundRequest(null, "gzip", "", body));
    goesThrough(new InboundRequest(null, "gzip, gzip, gzip, gzip", "", body));
  }

  static Stream<byte[]> packedBodies() {
    byte[] empty = gzip(new byte[0]);
    byte[] members = new byte[empty.length * 50_000];
    for (int member = 0; member < 50_000; member++) {
      System.arraycopy(empty, 0, members, member * empty.length, empty.length);
    }
    byte[] endlessName = Arrays.copyOf(empty, LIMIT);
    endlessName[3] = 0x18;
    Arrays.fill(endlessName, 10, LIMIT, (byte) 'x');
    return Stream.of(
        members, concat(members, new byte[] {1}), endlessName, concat(empty, new byte[LIMIT / 2]));
  }

  private static void goesThrough(InboundRequest inbound) {
    int fields =
        RequestDecoder.decode(inbound, LIMIT)
            .fold(PathologicalRequestsTest::afterAllTheSlowWays, () -> 0);
    assertThat(fields).isBetween(0, Field.CONTRACT.size());
  }

  /** Judges, cuts out keys that nearly occur everywhere, and hashes. */
  private static int afterAllTheSlowWays(DecodedRequest request) {
    assertThat(FormatRules.judge(request, Set.of(1L)).correct()).isFalse();
    for (String key : new String[] {"[[[[[[[[[x", "9".repeat(40) + "x", "a=1&a=1&b"}) {
      RawPart raw = request.raw(Requests.credentials(key));
      assertThat(raw == null ? "" : new String(raw.body(), ISO_8859_1)).doesNotContain(key);
    }
    assertThat(request.contentHash().digest()).hasSize(33);
    return (int)
        Field.CONTRACT.stream().filter(field -> request.value(field).column() != null).count();
  }
}
