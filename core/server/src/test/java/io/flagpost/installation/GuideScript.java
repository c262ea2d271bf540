package io.flagpost.installation;

import io.flagpost.testing.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell commands in a section of the operations guide, as a reader copies them. */
final class GuideScript {
  private static final String GUIDE = "core/docs/operations.md";
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

  private GuideScript() {}

  /** The blocks of a section, in order. */
  static List<String> blocks(String heading) {
    String text = Repository.read(GUIDE);
    int begin = text.indexOf("\n## " + heading + "\n");
    if (begin < 0) {
      throw new AssertionError("The guide has no section " + heading);
    }
    int end = text.indexOf("\n## ", begin + 1);
    Matcher block = BLOCK.matcher(text.substring(begin, end < 0 ? text.length() : end));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }
}
