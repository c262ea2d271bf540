package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.telemetry.ingest.FieldSink.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Collects the members as text; null if it is no object. */
  private static @Nullable Map<String, String> members(String json) {
    Map<String, String> members = new LinkedHashMap<>();
    FieldSink sink =
        new FieldSink() {
          @Override
          public void accept(SentText name, Kind kind, SentText value) {
            members.put(name.text(), kind == Kind.STRING ? '"' + value.text() : value.text());
          }

          @Override
          public void broken() {
            throw new AssertionError("JSON is an object or it is not");
          }
        };
    return JsonDecoder.decode(json.getBytes(UTF_8), 0, sink) ? members : null;
  }

  private static @Nullable Map<String, String> membersByJackson(String json) {
    JsonNode tree;
    try {
      tree = JACKSON.readTree(json);
    } catch (JsonProcessingException e) {
      return null;
    }
    if (!tree.isObject()) {
      return null;
    }
    Map<String, String> members = new LinkedHashMap<>();
    tree.properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              members.put(
                  member.getKey(), value.isTextual() ? '"' + value.textValue() : value.toString());
            });
    return members;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {\t}\r\n",
        "{\"a\":1}",
        "{ \"a\" : -0.5e+3 , \"b\" : \"x\\n\" }",
        "{\"a\":[],\"b\":{},\"c\":[[1],{\"d\":[null,true,false]}]}"
      })
  void objectsAreRead(String json) {
    assertThat(members(json)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void aWordForWhatIsNoNumberCostsNoOtherField(String word) {
    String json = "{\"a\":" + word + ",\"b\":[" + word + ",{\"c\":" + word + "}],\"d\":\"e\"}";

    assertThat(members(json))
        .containsEntry("a", word)
        .containsEntry("b", "[" + word + ",{\"c\":" + word + "}]")
        .containsEntry("d", "\"e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1}}",
        "{\"a\":1}{}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":nan}",
        "{\"a\":NaNs}",
        "{\"a\":-NaN}",
        "{\"a\":+Infinity}",
        "{\"a\":Infinit}",
        "{\"a\":--Infinity}",
        "{NaN:1}",
        "{\"a\":tru}",
        "{\"a\":nulls}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"}",
        "{\"a\":\"\\\"}",
        "{a:1}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":{\"b\"}}",
        "{\"a\":{\"b\":1,}}",
        "{\"a\":[}]}",
        "{\"a\":1 2}",
        "{/**/}",
        "\u00a0{}",
        "{\"a\":[1 2]}",
        "{\"a\":{1:2}}",
        "{\"a\":'b'}",
        "{\"a\":\"\\u00e\u00e9\"}"
      })
  void nothingElseIsRead(String json) {
    assertThat(members(json)).isNull();
  }

  @Test
  void valuesOfAnyDepthArePassedOver() {
    int depth = 500_000;
    String nested = "[".repeat(depth) + "]".repeat(depth);

    assertThat(members("{\"flags\":" + nested + ",\"data_group\":\"g\"}"))
        .containsEntry("data_group", "\"g");
    assertThat(members("{\"flags\":" + nested + "],\"data_group\":\"g\"}")).isNull();
  }

  /** Jackson is the judge: what it takes for an object is one, with the same members. */
  @Test
  void mutilatedObjectsAreReadAsJacksonReadsThem() {
    Random random = new Random(20_261_123);
    String seed =
        "{\"data_group\": \"g\\u0041\\n\\\\\", \"n\":[-1.5,0,{\"x\":{}},[]],\"b\":true,\"z\":null }";
    String alphabet = "{}[]:,\"\\ntrufalse0123.eE+- \t\u00e9";
    int objects = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder json = new StringBuilder(seed);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(json.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> json.setCharAt(at, c);
          case 1 -> json.insert(at, c);
          default -> json.deleteCharAt(at);
        }
      }
      String sent = json.toString();
      Map<String, String> expected = membersByJackson(sent);
      Map<String, String> read = members(sent);
      assertThat(read == null).as(sent).isEqualTo(expected == null);
      if (read != null && expected != null) {
        objects++;
        assertThat(read.keySet()).as(sent).isEqualTo(expected.keySet());
        assertThat(read.get("data_group")).as(sent).isEqualTo(expected.get("data_group"));
      }
    }
    assertThat(objects).isGreaterThan(1_000);
  }
}
