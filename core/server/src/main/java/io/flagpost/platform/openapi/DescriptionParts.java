package io.flagpost.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** Puts a description together from the files that each feature brings. */
public final class DescriptionParts {
  private DescriptionParts() {}

  /**
   * One description of all.
   *
   * @param head what all operations have in common
   * @param parts by their names; each brings {@code paths} and what they need
   * @throws IllegalStateException if two parts name the same thing, or one says what is the head's
   */
  public static ObjectNode merge(JsonNode head, Map<String, ? extends JsonNode> parts) {
    if (!(head instanceof ObjectNode all)) {
      throw new IllegalStateException("the head of the description is no object");
    }
    ObjectNode document = all.deepCopy();
    parts.forEach((name, part) -> add(document, name, part));
    return document;
  }

  private static void add(ObjectNode document, String name, JsonNode brought) {
    brought
        .properties()
        .forEach(
            member -> {
              JsonNode part = member.getValue();
              switch (member.getKey()) {
                case "paths" -> put(document.withObject("/paths"), part, name, "path ");
                case "components" ->
                    part.properties()
                        .forEach(
                            kind ->
                                put(
                                    document.withObject("/components/" + kind.getKey()),
                                    kind.getValue(),
                                    name,
                                    kind.getKey() + " "));
                case "tags" -> document.withArray("/tags").addAll((ArrayNode) part);
                default ->
                    throw new IllegalStateException(
                        String.format(
                            Locale.ROOT,
                            "openapi/admin/%s.yaml may not say %s",
                            name,
                            member.getKey()));
              }
            });
  }

  private static void put(ObjectNode target, JsonNode added, String name, String what) {
    added
        .properties()
        .forEach(
            member -> {
              if (target.has(member.getKey())) {
                throw new IllegalStateException(
                    String.format(
                        Locale.ROOT,
                        "openapi/admin/%s.yaml: %s%s is there already",
                        name,
                        what,
                        member.getKey()));
              }
              target.set(member.getKey(), member.getValue());
            });
  }
}
