package io.flagpost.cli;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import io.flagpost.node.Distribution;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the JVM comes in. */
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
    System.exit(FlagpostCommand.run(console, arguments));
  }
}
