package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Records of a sender who means harm to whoever looks at them: each text of {@code
 * hostile/texts.json} in every field at once, and a text of 60,000 characters in each field.
 * Whatever shows records is tested with them.
 *
 * <p>Each has an event id, by which it is found again, and a time of its client that no other
 * record has; see {@link #MADE_FROM}.
 */
public final class HostileRecords {
  /** What a sender writes as text. */
  public static final List<String> FIELDS =
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
          "data_group");

  /** By the clients' clocks all of them were made from here on, and nothing else is. */
  public static final String MADE_FROM = "2031-01-01T00:00:00Z";

  /**
   * What no text of a stranger may bring onto a terminal, into a log, or into a stream that people
   * read on one: controls but for line feeds and tabs, what turns or hides text, other ends of
   * lines, and halves of pairs.
   */
  private static final Pattern HARMFUL =
      Pattern.compile(
          "[\\p{Cc}&&[^\\n\\t]]|[\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028\\u2029"
              + "\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]|[\\x{e0000}-\\x{e007f}]"
              + "|[\\x{d800}-\\x{dfff}]");

  private static final int LONG = 60_000;
  private static final String TYPE = "data_type";

  private static final JsonMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private HostileRecords() {}

  /** One of the texts. */
  public record Text(String name, String text) {}

  /**
   * A record as it is sent.
   *
   * @param name what is hostile about it
   * @param fields its fields by name, in their order
   */
  public record Sent(String name, UUID eventId, Map<String, String> fields) {
    /** The body of the request. */
    public byte[] json() {
      ObjectNode json = ASCII.createObjectNode();
      fields.forEach(json::put);
      json.put("event_id", eventId.toString());
      json.put("occurred_at", MADE_FROM);
      try {
        return ASCII.writeValueAsString(json).getBytes(US_ASCII);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** All texts. */
  public static List<Text> texts() {
    try (InputStream file = HostileRecords.class.getResourceAsStream("/hostile/texts.json")) {
      List<Text> texts = new ArrayList<>();
      for (JsonNode one : ASCII.readTree(file)) {
        texts.add(new Text(one.get("name").asText(), one.get("text").asText()));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All records, in the order in which they are to be sent. */
  public static List<Sent> all() {
    List<Sent> all = new ArrayList<>();
    for (Text text : texts()) {
      Map<String, String> everywhere = new LinkedHashMap<>();
      FIELDS.forEach(field -> everywhere.put(field, text.text()));
      all.add(sent(text.name() + ", in every field", everywhere));
      everywhere.put(TYPE, "text");
      all.add(sent(text.name() + ", as a text", everywhere));
    }
    for (String field : FIELDS) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put(TYPE, "text");
      fields.put(field, "=\u202e\u001b[31m" + "<b>".repeat(LONG / 3));
      all.add(sent("long, in " + field, fields));
    }
    return all;
  }

  private static Sent sent(String name, Map<String, String> fields) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(US_ASCII));
    return new Sent(name, id, Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
  }

  /** What is harmful in a text that people are shown; empty if nothing is. */
  public static String harmIn(String shown) {
    StringBuilder harm = new StringBuilder();
    HARMFUL
        .matcher(shown)
        .results()
        .limit(10)
        .forEach(
            found ->
                harm.append(
                    String.format(
                        Locale.ROOT,
                        "U+%04X behind \"%s\"; ",
                        found.group().codePointAt(0),
                        shown.substring(Math.max(0, found.start() - 40), found.start()))));
    return harm.toString();
  }
}
