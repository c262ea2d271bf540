package io.flagpost.signing.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EnvelopeTextTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void phpsNotationIsAsciiInLowerCaseHexadecimal() {
    ObjectNode node =
        NODES.objectNode().put("a/b", "\"\\/\b\f\n\r\t\u0000\u001f ~\u007f\u0080ÿЖ😀\uDBFF");

    assertThat(php(node))
        .isEqualTo(
            "{\"a\\/b\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f"
                + " ~\\u007f\\u0080\\u00ff\\u0416\\ud83d\\ude00\\udbff\"}");
  }

  @Test
  void stringifyEscapesOnlyWhatItMust() {
    ObjectNode node =
        NODES
            .objectNode()
            .put("a/b", "\"\\/\b\f\n\r\t\u0000\u001f ~\u007f\u2028ÿ😀\uDBFF\uDBFF\uDC00\uDC00x");

    assertThat(EnvelopeText.stringify(node))
        .isEqualTo(
            "{\"a/b\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f ~\u007f\u2028ÿ😀\\udbff\uDBFF\uDC00\\udc00x\"}");
  }

  @Test
  void bothNotationsAgreeWithTheirSpecificationsOnAnyCharacter() {
    Random random = new Random(42);
    for (int round = 0; round < 2_000; round++) {
      String text = anyText(random);
      ObjectNode node = NODES.objectNode().put(text, text);

      assertThat(php(node)).isEqualTo(PlainJson.php(Map.of(text, text)));
      assertThat(EnvelopeText.stringify(node)).isEqualTo(PlainJson.stringify(Map.of(text, text)));
    }
  }

  @Test
  void keysAreSortedAtEveryLevelAndNoObjectIsEmpty() throws Exception {
    String sorted =
        EnvelopeText.sorted(
                new ObjectMapper()
                    .readTree(
                        "{\"b\":[{\"d\":1,\"c\":{}},{}],\"a\":null,\"Z\":{\"é\":1,\"z\":[]}}"))
            .toString();

    assertThat(sorted)
        .isEqualTo("{\"Z\":{\"z\":[],\"é\":1},\"a\":null,\"b\":[{\"c\":[],\"d\":1},[]]}");
  }

  /** PHP escapes them and JavaScript does not: an SDK could not write what was signed. */
  @Test
  void lineAndParagraphSeparatorsAreLineFeedsForSdks() {
    ObjectNode node = NODES.objectNode();
    node.putObject("data").put("text", "a\u2028b\u2029c\u2027");
    node.putArray("list").add("\u2028");

    assertThat(EnvelopeText.stringify(EnvelopeText.sorted(node)))
        .isEqualTo("{\"data\":{\"text\":\"a\\nb\\nc\u2027\"},\"list\":[\"\\n\"]}");
  }

  private static String php(ObjectNode node) {
    return new String(EnvelopeText.php(node), StandardCharsets.ISO_8859_1);
  }

  private static String anyText(Random random) {
    char[] text = new char[random.nextInt(40)];
    int[] ceilings = {0x80, 0x800, 0x10000};
    for (int i = 0; i < text.length; i++) {
      text[i] =
          random.nextInt(4) == 0
              ? (char) (0xd800 + random.nextInt(0x800))
              : (char) random.nextInt(ceilings[random.nextInt(3)]);
    }
    return new String(text);
  }
}
