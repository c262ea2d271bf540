package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.concat;
import static io.flagpost.telemetry.ingest.Requests.gzip;
import static io.flagpost.telemetry.ingest.Requests.packed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
  private static final byte[] BODY = "{\"data_group\":\"packed\"}".getBytes(UTF_8);

  private static byte[] zlib(byte[] body) {
    return packed(body, DeflaterOutputStream::new);
  }

  private static byte[] rawDeflate(byte[] body) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      return packed(body, out -> new DeflaterOutputStream(out, deflater));
    } finally {
      deflater.end();
    }
  }

  private static @Nullable String dataGroup(String encoding, byte[] body) {
    return Requests.decode(new InboundRequest(Requests.JSON, encoding, "", body))
        .fields()
        .dataGroup();
  }

  @Test
  void everyEncodingIsUndone() {
    assertThat(dataGroup("gzip", gzip(BODY))).isEqualTo("packed");
    assertThat(dataGroup("X-GZIP", gzip(BODY))).isEqualTo("packed");
    assertThat(dataGroup("deflate", zlib(BODY))).isEqualTo("packed");
    assertThat(dataGroup("deflate", rawDeflate(BODY))).isEqualTo("packed");
    assertThat(dataGroup("identity", BODY)).isEqualTo("packed");
    assertThat(dataGroup("", BODY)).isEqualTo("packed");
    assertThat(dataGroup("deflate, identity ,gzip", gzip(zlib(BODY)))).isEqualTo("packed");
  }

  @Test
  void gzipMayHaveSeveralMembersAndPadding() {
    byte[] first = gzip(Arrays.copyOf(BODY, 7));
    byte[] second = gzip(Arrays.copyOfRange(BODY, 7, BODY.length));

    assertThat(dataGroup("gzip", concat(first, gzip(new byte[0]), second, new byte[9])))
        .isEqualTo("packed");
  }

  @Test
  void gzipMayHaveEveryOptionalHeader() {
    byte[] plain = gzip(BODY);
    byte[] header = Arrays.copyOf(plain, 10);
    header[3] = 0x1e;
    byte[] options = {2, 0, 'x', 'y', 'n', 'a', 'm', 'e', 0, 'c', 0, 1, 2};

    assertThat(
            dataGroup("gzip", concat(header, options, Arrays.copyOfRange(plain, 10, plain.length))))
        .isEqualTo("packed");
  }

  @Test
  void whatCannotBeUnpackedIsKeptAsReceived() {
    byte[] gzip = gzip(BODY);
    byte[] damaged = gzip.clone();
    damaged[gzip.length - 8] ^= 1;
    byte[][] bodies = {
      BODY,
      Arrays.copyOf(gzip, gzip.length - 1),
      Arrays.copyOf(gzip, 5),
      damaged,
      concat(gzip, new byte[] {1}),
      concat(gzip, gzip, new byte[] {0, 1})
    };
    for (byte[] body : bodies) {
      DecodedRequest request =
          Requests.decode(new InboundRequest(Requests.JSON, "gzip", "data_group=query", body));

      assertThat(request.fields().dataGroup()).isEqualTo("query");
      assertThat(request.raw(Requests.credentials("")))
          .satisfies(raw -> assertThat(raw.body()).isEqualTo(body))
          .satisfies(raw -> assertThat(raw.contentType()).isEqualTo(Requests.JSON))
          .satisfies(raw -> assertThat(raw.contentEncoding()).isEqualTo("gzip"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, br", "gzip,gzip,gzip,gzip,gzip", "\u0130dentity"})
  void anUnknownEncodingIsUnreadable(String encoding) {
    assertThat(dataGroup(encoding, gzip(BODY))).isNull();
  }

  @Test
  void whatWasUndoneIsKeptWithoutItsEncoding() {
    byte[] unknownField = "{\"hwid\":1}".getBytes(UTF_8);
    DecodedRequest request =
        Requests.decode(new InboundRequest(Requests.JSON, "gzip", "", gzip(unknownField)));

    assertThat(request.raw(Requests.credentials("")))
        .satisfies(raw -> assertThat(raw.body()).isEqualTo(unknownField))
        .satisfies(raw -> assertThat(raw.contentEncoding()).isNull());
  }

  @Test
  void theLimitHoldsAfterUnpackingToTheByte() {
    byte[] fits = new byte[10_000];
    byte[] exceeds = new byte[10_001];
    assertThat(isTooLarge(gzip(fits), "gzip")).isFalse();
    assertThat(isTooLarge(gzip(exceeds), "gzip")).isTrue();
    assertThat(isTooLarge(zlib(fits), "deflate")).isFalse();
    assertThat(isTooLarge(rawDeflate(exceeds), "deflate")).isTrue();
    assertThat(isTooLarge(concat(gzip(fits), gzip(new byte[1])), "gzip")).isTrue();
    assertThat(isTooLarge(fits, null)).isFalse();
    assertThat(isTooLarge(exceeds, null)).isTrue();
  }

  @Test
  void unpackingStopsAtTheLimit() {
    byte[] bomb = gzip(new byte[64 << 20]);

    assertThat(isTooLarge(bomb, "gzip")).isTrue();
    assertThat(isTooLarge(gzip(bomb), "gzip, gzip")).isTrue();
  }

  private static boolean isTooLarge(byte[] body, @Nullable String encoding) {
    return RequestDecoder.decode(new InboundRequest(null, encoding, "", body), 10_000)
        .fold(decoded -> false, () -> true);
  }
}
