package io.flagpost.admin;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the description together from the files that each feature brings. */
final class ContractFiles {
  private static final String HEAD = "admin";

  /** The features' files, in the order in which the description shows them. */
  private static final List<String> FRAGMENTS =
      List.of("identity", "registry", "transfer", "keys", "plugins", "audit", "system");

  private ContractFiles() {}

  static ObjectNode load() {
    YAMLMapper yaml =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    Map<String, JsonNode> fragments = new LinkedHashMap<>();
    FRAGMENTS.forEach(name -> fragments.put(name, read(yaml, name)));
    return merge(read(yaml, HEAD), fragments);
  }

  static ObjectNode merge(JsonNode head, Map<String, ? extends JsonNode> fragments) {
    if (!(head instanceof ObjectNode all)) {
      throw new IllegalStateException("the head of the description is no object");
    }
    ObjectNode document = all.deepCopy();
    fragments.forEach((name, fragment) -> add(document, name, fragment));
    return document;
  }

  private static void add(ObjectNode document, String name, JsonNode fragment) {
    fragment
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
                        "openapi/admin/%s.yaml may not say %s".formatted(name, member.getKey()));
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
                    "openapi/admin/%s.yaml: %s%s is there already"
                        .formatted(name, what, member.getKey()));
              }
              target.set(member.getKey(), member.getValue());
            });
  }

  private static JsonNode read(YAMLMapper yaml, String name) {
    String path = "/openapi/admin/" + name + ".yaml";
    try (InputStream in = ContractFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the program was packed without " + path);
      }
      return yaml.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
