package io.flagpost.cli.console;

import io.flagpost.platform.text.HarmlessWriter;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment that a command can access.
 *
 * @param home the distribution's folder
 * @param environment the environment variables
 * @param in piped input
 * @param data output for programs, byte by byte as given
 * @param progress for progress displays that move the cursor; never for text from outside
 * @param terminal the user's terminal
 */
public record Console(
    Path home,
    Map<String, String> environment,
    InputStream in,
    PrintWriter data,
    PrintWriter progress,
    Terminal terminal) {
  private static final int USUAL_COLUMNS = 80;

  public Console {
    environment = Map.copyOf(environment);
  }

  /** An environment variable; empty if it is not set, or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** Results for people. */
  public PrintWriter out() {
    return new HarmlessWriter(data);
  }

  /** Errors and warnings. */
  public PrintWriter err() {
    return new HarmlessWriter(progress);
  }

  /** Results for programs. */
  public PrintWriter results() {
    return terminal.isThere() ? out() : data;
  }

  /**
   * How many columns a line for people may have: those of the terminal, or what {@code COLUMNS}
   * says; any number if a program reads.
   */
  public int columns() {
    return terminal.isThere()
        ? variable("COLUMNS")
            .filter(columns -> columns.matches("[1-9][0-9]{0,4}"))
            .map(Integer::valueOf)
            .orElseGet(() -> terminal.columns().orElse(USUAL_COLUMNS))
        : Integer.MAX_VALUE;
  }

  /** Without the environment, which may contain secrets. */
  @Override
  public String toString() {
    return "Console[" + home + "]";
  }
}
