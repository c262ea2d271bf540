package io.flagpost.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of the world outside.
 *
 * @param home the distribution's folder
 * @param environment the environment variables
 * @param in for what is piped in
 * @param out for results
 * @param err for complaints
 * @param terminal the person in front of it
 */
public record Surroundings(
    Path home,
    Map<String, String> environment,
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Terminal terminal) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** With nobody there to be asked. */
  public Surroundings(
      Path home,
      Map<String, String> environment,
      InputStream in,
      PrintWriter out,
      PrintWriter err) {
    this(home, environment, in, out, err, Terminal.NONE);
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "Surroundings[" + home + "]";
  }
}
