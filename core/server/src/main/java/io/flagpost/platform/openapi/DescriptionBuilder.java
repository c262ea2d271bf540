package io.flagpost.platform.openapi;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the JSON of both descriptions out of their YAML, as the build does: {@code java -cp ...
 * io.flagpost.platform.openapi.DescriptionBuilder FOLDER}
 */
public final class DescriptionBuilder {
  private static final String ADMIN_HEAD = "admin";

  /** The features' files, in the order in which the description of the admin API shows them. */
  private static final List<String> ADMIN_PARTS =
      List.of(
          "identity",
          "registry",
          "transfer",
          "keys",
          "plugins",
          "telemetry",
          "statistics",
          "export",
          "audit",
          "system");

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private DescriptionBuilder() {}

  /**
   * Writes {@code admin.json} and {@code public.json}.
   *
   * @param arguments the folder with {@code public.yaml} and {@code admin/*.yaml}, where the JSON
   *     goes, too
   * @throws IOException if a file is missing or not YAML, or cannot be written
   * @throws IllegalStateException if the parts do not fit together
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("needs the folder of the descriptions");
    }
    Path folder = Path.of(arguments[0]);
    write(adminApi(folder.resolve("admin")), folder.resolve(Descriptions.ADMIN));
    write(read(folder, "public"), folder.resolve(Descriptions.PUBLIC));
  }

  private static ObjectNode adminApi(Path folder) throws IOException {
    Map<String, JsonNode> parts = new LinkedHashMap<>();
    for (String name : ADMIN_PARTS) {
      parts.put(name, read(folder, name));
    }
    return DescriptionParts.merge(read(folder, ADMIN_HEAD), parts);
  }

  private static JsonNode read(Path folder, String name) throws IOException {
    return YAML.readTree(folder.resolve(name + ".yaml").toFile());
  }

  private static void write(JsonNode description, Path file) throws IOException {
    new JsonMapper().writeValue(file.toFile(), description);
  }
}
