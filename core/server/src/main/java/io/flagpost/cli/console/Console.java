package io.flagpost.cli.console;

import io.flagpost.platform.text.HarmlessWriter;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command can access outside of itself.
 *
 * @param home the distribution's folder
 * @param environment the environment variables
 * @param in for what is piped in
 * @param data for what programs read: to the byte as it is given
 * @param progress for what is shown while something goes on, and moves the cursor; never for
 *     anything that a stranger wrote
 * @param terminal the person in front of it
 */
public record Console(
    Path home,
    Map<String, String> environment,
    InputStream in,
    PrintWriter data,
    PrintWriter progress,
    Terminal terminal) {
  public Console {
    environment = Map.copyOf(environment);
  }

  /** For results that people read. */
  public PrintWriter out() {
    return new HarmlessWriter(data);
  }

  /** For complaints. */
  public PrintWriter err() {
    return new HarmlessWriter(progress);
  }

  /** For results that programs read, where no person does. */
  public PrintWriter results() {
    return terminal.isThere() ? out() : data;
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "Console[" + home + "]";
  }
}
