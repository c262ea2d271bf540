package io.flagpost.installation;

import io.flagpost.evidence.Evidence;
import io.flagpost.testing.Program;
import io.flagpost.testing.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs what a reader would type, in a folder of its own. */
final class Shell {
  private static final long PATIENCE_MINUTES = 5;

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder where the commands run; the repository's {@code core} is made visible in it
   */
  Shell(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment = new HashMap<>(environment);
    this.environment.put("JAVA_HOME", System.getProperty("java.home"));
    String path = System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
    this.environment.put("PATH", path);
    this.environment.put("HOME", folder.toString());
    this.environment.put(
        "JDK_JAVA_OPTIONS", Program.QUICK_START + " " + String.join(" ", Program.place()));
    Files.createSymbolicLink(folder.resolve("core"), Repository.path("core"));
  }

  /** Begins; what it prints goes to {@code log} in the folder. */
  Process begin(String script, String log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FLAGPOST_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs to the end and gives what it printed; any failing command fails the test. */
  String run(String script) throws IOException, InterruptedException {
    Process process = begin(script, "output");
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("It does not end: " + Files.readString(folder.resolve("output")));
    }
    byte[] output = Files.readAllBytes(folder.resolve("output"));
    String text = new String(output, StandardCharsets.UTF_8);
    Evidence.answer("(shell)", output);
    if (process.exitValue() != 0) {
      throw new AssertionError("Exit code " + process.exitValue() + ": " + text);
    }
    return text;
  }
}
