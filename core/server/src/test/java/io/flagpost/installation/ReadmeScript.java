package io.flagpost.installation;

import io.flagpost.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell commands in a section of the README, as a reader copies them. */
final class ReadmeScript {
  private static final Path README = Repository.path("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

  private ReadmeScript() {}

  /** The blocks of a section, in order. */
  static List<String> blocks(String heading) throws IOException {
    String text = Files.readString(README);
    int begin = text.indexOf("\n## " + heading + "\n");
    if (begin < 0) {
      throw new AssertionError("The README has no section " + heading);
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
