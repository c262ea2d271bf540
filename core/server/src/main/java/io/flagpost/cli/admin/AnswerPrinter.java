package io.flagpost.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.PrivateFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints an operation's answer; secrets in it are handled separately. */
final class AnswerPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Console console;
  private final boolean json;

  AnswerPrinter(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /**
   * Prints one record.
   *
   * @param secretNames the members that are shown only once
   * @param save the file that they are written to instead; null to print them
   */
  void print(JsonNode answer, Set<String> secretNames, @Nullable Path save) {
    Map<String, String> secrets = save(answer, secretNames, save);
    JsonNode shown = answer;
    if (!secrets.isEmpty() && (save != null || !json)) {
      shown = answer.deepCopy();
      secrets.keySet().forEach(((ObjectNode) shown)::remove);
    }
    if (json) {
      console.out().println(text(shown));
    } else if (answer.isMissingNode()) {
      console.out().println("Done.");
    } else {
      new RecordText(console.out()).print(shown);
      secrets.forEach((name, secret) -> point(name, secret, save));
    }
    console.out().flush();
  }

  /**
   * Only writes the secrets to their file, if there is one.
   *
   * @return the secrets by name
   */
  Map<String, String> save(JsonNode answer, Set<String> secretNames, @Nullable Path save) {
    Map<String, String> secrets = secrets(answer, secretNames);
    if (save != null && !secrets.isEmpty()) {
      PrivateFile.write(save, String.join("\n", secrets.values()) + "\n");
    }
    return secrets;
  }

  /** Prints JSON: for people on a terminal, for programs elsewhere. */
  String text(JsonNode node) {
    try {
      return console.terminal().isThere()
          ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node)
          : JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void point(String name, String secret, @Nullable Path save) {
    console.out().println();
    if (save != null) {
      console.out().println("  The " + name + " is in " + save + " and is not shown again.");
      return;
    }
    console.out().println("  " + name + ": " + CellText.of(secret));
    console.out().println();
    console.out().println("  Save it now: it is shown only once.");
  }

  private static Map<String, String> secrets(JsonNode answer, Set<String> names) {
    Map<String, String> secrets = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : answer.properties()) {
      if (names.contains(member.getKey()) && member.getValue().isTextual()) {
        secrets.put(member.getKey(), member.getValue().textValue());
      }
    }
    return secrets;
  }
}
