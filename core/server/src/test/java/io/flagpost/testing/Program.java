package io.flagpost.testing;

import io.flagpost.evidence.Evidence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program of the distribution that the build has just made, as processes of their own: for
 * tests that run after packaging.
 */
public final class Program {
  private static final Path JAR = Repository.distribution("flagpost.jar");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final int PATIENCE_SECONDS = 60;

  /**
   * Half of a start's processor time is the second compiler's; these processes end too soon for it.
   */
  public static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  /** What says which locale and time zone a JVM is in; the character set is the terminal's. */
  private static final List<String> PLACE =
      List.of("user.language", "user.country", "user.extensions", "user.timezone");

  private Program() {}

  /** The JVM's options that put a process into the odd locale and time zone of the tests. */
  public static List<String> place() {
    return PLACE.stream()
        .filter(name -> !System.getProperty(name, "").isEmpty())
        .map(name -> "-D" + name + "=" + System.getProperty(name))
        .toList();
  }

  /**
   * What became of a process.
   *
   * @param exitCode what it told the shell
   * @param output what it wrote, results and complaints together
   */
  public record Ended(int exitCode, String output) {
    /** The output by lines. */
    public List<String> lines() {
      return output.lines().toList();
    }
  }

  /** A process yet to be started, which the configuration of this process does not reach. */
  public static ProcessBuilder process(String... arguments) {
    return processOf(JAR, arguments);
  }

  /**
   * The same of another installation.
   *
   * @param jar its {@code flagpost.jar}
   */
  public static ProcessBuilder processOf(Path jar, String... arguments) {
    List<String> line = new ArrayList<>(List.of(JAVA.toString(), QUICK_START));
    line.addAll(place());
    line.addAll(List.of("-jar", jar.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("FLAGPOST_"));
    return builder;
  }

  /** Runs a command that ends by itself. Blocking. */
  public static Ended run(String... arguments) throws IOException, InterruptedException {
    return run(new byte[0], arguments);
  }

  /** The same, with something to read on its standard input. */
  public static Ended run(byte[] input, String... arguments)
      throws IOException, InterruptedException {
    Process process = process(arguments).start();
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input);
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("It does not end: " + output);
      }
      Evidence.answer(String.join(" ", arguments), output.getBytes(StandardCharsets.UTF_8));
      return new Ended(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
