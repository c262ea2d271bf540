package io.flagpost.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks the words of a command line as the JVM decoded them. */
final class Arguments {
  private static final char NOT_READ = '\uFFFD';

  private Arguments() {}

  /**
   * Why a command line is refused; empty if it is not. The JVM decodes it with the character set of
   * the environment's locale and replaces what that does not have by U+FFFD; with {@code LC_ALL=C}
   * that is every letter outside ASCII. The stored text would not be the typed one.
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
