package io.flagpost.cli.admin;

import io.flagpost.cli.console.ExitCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Turns the description's Markdown into help texts. */
final class HelpText {
  private HelpText() {}

  /**
   * A summary and the paragraphs after it, each a single line to be wrapped; code keeps its lines.
   */
  static String[] paragraphs(String summary, String description) {
    List<String> lines = new ArrayList<>();
    if (!summary.isBlank()) {
      lines.add(escape(sentence(summary)));
    }
    StringBuilder paragraph = new StringBuilder();
    boolean code = false;
    for (String line : description.lines().toList()) {
      boolean fence = line.strip().startsWith("```");
      boolean verbatim = code || line.startsWith("    ");
      boolean starts = line.isBlank() || fence || verbatim || line.matches("\\s*([-*]|\\d+\\.) .*");
      if (starts && paragraph.length() > 0) {
        lines.add(escape(paragraph.toString()));
        paragraph.setLength(0);
      }
      if (fence) {
        code = !code;
      } else if (verbatim) {
        lines.add(escape(code ? "  " + line : line));
      } else if (!line.isBlank()) {
        paragraph.append(paragraph.length() == 0 ? "" : " ").append(line.strip());
      }
    }
    if (paragraph.length() > 0) {
      lines.add(escape(paragraph.toString()));
    }
    return lines.toArray(new String[0]);
  }

  /** The help text of an argument or option. */
  static String[] of(Input input) {
    List<String> parts = new ArrayList<>();
    String description = input.description().strip().replaceAll("\\s+", " ");
    if (!description.isEmpty()) {
      parts.add(sentence(description));
    }
    if (!input.values().isEmpty()) {
      parts.add((input.many() ? "Any of: " : "One of: ") + String.join(", ", input.values()) + ".");
    }
    if (input.many()) {
      parts.add("May be given several times.");
    }
    if (input.nullable() && !description.contains("null")) {
      parts.add("null for none.");
    }
    if (input.standard() != null && !input.required()) {
      parts.add("(default: " + input.standard() + ")");
    } else if (input.required() && input.location() != Input.Location.PATH) {
      parts.add("(required)");
    }
    return new String[] {escape(String.join(" ", parts))};
  }

  /** The exit codes of a command that calls a gateway. */
  static void exitCodes(CommandSpec spec) {
    exitCodes(spec, ExitCodes.ofRequests());
  }

  static void exitCodes(CommandSpec spec, Map<String, String> meanings) {
    spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(meanings);
  }

  /** Escapes the special characters of picocli's texts. */
  static String escape(String text) {
    return text.replace("%", "%%").replace("${", "$${").replace("@|", "@ |");
  }

  static String sentence(String text) {
    return text.endsWith(".") || text.endsWith(":") ? text : text + ".";
  }
}
