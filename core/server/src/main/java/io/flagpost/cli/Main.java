package io.flagpost.cli;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.Terminal;
import io.flagpost.node.Distribution;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The entry point of the program. */
public final class Main {
  private static final String LOGBACK_FILE = "logback.configurationFile";

  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Path home = Distribution.home();
    Path logback = home.resolve("conf").resolve("logback.xml");
    if (System.getProperty(LOGBACK_FILE) == null && Files.exists(logback)) {
      System.setProperty(LOGBACK_FILE, logback.toString());
    }
    Console console =
        new Console(
            home,
            System.getenv(),
            System.in,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            Terminal.system());
    System.exit(run(console, arguments));
  }

  /** Whatever escapes must end the process: other threads, which it may have left, would not. */
  private static int run(Console console, String[] arguments) {
    try {
      return FlagpostCommand.run(console, arguments);
    } catch (RuntimeException | Error e) {
      e.printStackTrace(console.err());
      console.err().flush();
      return ExitCodes.FAILED;
    }
  }
}
