package io.flagpost.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProcessErrorAppenderTest {

  @Test
  void theLogGoesOnWhenSomebodyReplacesTheErrorOutput() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=../conf/logback.xml",
                Silencing.class.getName())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String log = new String(process.getErrorStream().readAllBytes(), UTF_8);

      assertThat(log).contains("Silencing - before").contains("Silencing - after");
      assertThat(log).contains("Silencing - read again").doesNotContain("swallowed");
    } finally {
      process.destroyForcibly();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }

  /** What a plugin may do. */
  static final class Silencing {
    private Silencing() {}

    public static void main(String[] arguments) {
      var log = LoggerFactory.getLogger(Silencing.class);
      log.warn("before");
      System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream(), true, UTF_8));
      System.err.println("swallowed");
      log.warn("after");
      LogSetup.apply(io.flagpost.node.config.LogFormat.JSON);
      LogSetup.apply(io.flagpost.node.config.LogFormat.TEXT);
      log.warn("read again");
    }
  }
}
