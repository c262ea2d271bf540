package io.flagpost.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for secrets finds what it is to find; a search that finds nothing proves nothing. */
class SecretScanTest {
  private static final String SECRET = "geheim & länger als kurz?";

  @Test
  void asItIsInUrlFormAndInHexadecimal() {
    assertFound("key=" + SECRET + ";");
    assertFound("key=" + URLEncoder.encode(SECRET, UTF_8) + "&x");
    assertFound(HexFormat.of().formatHex(SECRET.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "abcd"})
  void inBase64WhateverStandsBeforeAndAfterIt(String before) {
    byte[] text = (before + SECRET + "|after").getBytes(UTF_8);

    assertFound("Basic " + Base64.getEncoder().encodeToString(text));
    assertFound("x." + Base64.getUrlEncoder().withoutPadding().encodeToString(text) + ".y");
  }

  @Test
  void aLongOneByAnyOfItsLines() {
    String key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7".repeat(20);
    SecretScan scan = new SecretScan();
    scan.lookFor(key);

    assertThat(scan.in(("..." + key.substring(192, 256) + "...").getBytes(UTF_8)))
        .containsExactly(key);
    assertThat(scan.in(key.substring(192, 250).getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aPartOfItIsNotIt() {
    assertThat(scan().in(SECRET.substring(1).getBytes(UTF_8))).isEmpty();
    assertThat(scan().in(new byte[0])).isEmpty();
  }

  private static void assertFound(String text) {
    assertThat(scan().in(text.getBytes(UTF_8))).as(text).containsExactly(SECRET);
  }

  private static SecretScan scan() {
    SecretScan scan = new SecretScan();
    scan.lookFor(SECRET);
    return scan;
  }
}
