package io.flagpost.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words of a command line as the JVM hands them on. */
final class Arguments {
  private static final char NOT_READ = '\uFFFD';

  private Arguments() {}

  /**
   * Why a command line cannot be taken; empty if it can. The JVM decodes it by the locale of the
   * environment and puts U+FFFD for what that does not know, under {@code LC_ALL=C} for every
   * letter outside of ASCII: what would be stored is not what was typed.
   */
  static Optional<String> objection(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).indexOf(NOT_READ) >= 0) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "word %d of the command line is not in the character set of this environment, %s:"
                    + " set LC_ALL to a UTF-8 locale, such as LC_ALL=C.UTF-8",
                i + 1,
                System.getProperty("sun.jnu.encoding", "which is not known")));
      }
    }
    return Optional.empty();
  }
}
