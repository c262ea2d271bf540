package io.flagpost.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads a YAML file into flat keys. */
final class ConfigFile {
  static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  private final String source;
  private final List<ConfigProblem> problems;
  private final Map<String, RawValue> values = new LinkedHashMap<>();

  private ConfigFile(String source, List<ConfigProblem> problems) {
    this.source = source;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param name the name of the file in messages
   * @param problems receives what cannot be read
   */
  static Map<String, RawValue> read(Path file, String name, List<ConfigProblem> problems) {
    ConfigFile reader = new ConfigFile(name, problems);
    try {
      JsonNode root = YAML.readTree(ConfigText.read(file));
      if (root.isObject()) {
        reader.flatten("", root);
      } else if (!root.isMissingNode() && !root.isNull()) {
        reader.problem("must be a mapping of keys to values");
      }
    } catch (JsonProcessingException e) {
      // The parser's own message may quote the file, which may hold a secret.
      String place = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      reader.problem("is no YAML, or has a key twice" + place);
    } catch (ConfigText.UnfitFileException e) {
      reader.problem(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      reader.problem("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return reader.values;
  }

  private void flatten(String prefix, JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        flatten(key, value);
      } else if (value.isArray()) {
        String parts =
            StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
        values.put(key, new RawValue(parts, true, source));
      } else {
        values.put(key, new RawValue(value.isNull() ? "" : value.asText(), false, source));
      }
    }
  }

  private void problem(String rule) {
    problems.add(new ConfigProblem("(file)", source, "", rule));
  }
}
