package io.flagpost.platform.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.testing.Repository;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log as the distribution configures it. */
class HarmlessLogTest {
  private static final String STRANGE = "\u001b[2Jpath\u009b\u202e\nINFO Forged - line";

  @Test
  void aMessageIsOneLineThatDoesNothing() throws Exception {
    String logged = log("text", "Asked for {}", new Object[] {STRANGE}, null);

    assertThat(logged.lines()).hasSize(1);
    assertThat(logged)
        .endsWith(
            "Asked for \\u001b[2Jpath\\u009b\\u202e | INFO Forged - line" + System.lineSeparator());
  }

  @Test
  void aMessageOfAnExceptionBeginsNoLineOfTheLog() throws Exception {
    Exception failure =
        new IllegalStateException(STRANGE, new IllegalArgumentException("inner\nWARN Forged - 2"));

    List<String> lines = log("text", "It failed", new Object[0], failure).lines().toList();

    assertThat(lines.get(0)).endsWith("It failed");
    assertThat(lines.get(1))
        .isEqualTo("java.lang.IllegalStateException: \\u001b[2Jpath\\u009b\\u202e");
    assertThat(lines.get(2)).isEqualTo("\t| INFO Forged - line");
    assertThat(lines).contains("Caused by: java.lang.IllegalArgumentException: inner");
    assertThat(lines).contains("\t| WARN Forged - 2");
    assertThat(lines).anyMatch(line -> line.startsWith("\tat "));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // it was ten times that
  void aMessageOfManyEmptyLinesIsNoWork() throws Exception {
    Exception failure = new IllegalStateException("\n".repeat(400_000) + "end");

    assertThat(log("text", "It failed", new Object[0], failure)).contains("\t| end");
  }

  @Test
  void jsonIsOneObjectALineThatDoesNothing() throws Exception {
    String logged =
        log("json", "Asked for {}", new Object[] {STRANGE}, new IllegalStateException(STRANGE));

    assertThat(logged.lines()).hasSize(1);
    assertThat(logged).doesNotContain("\u001b", "\u009b", "\u202e");
    JsonNode event = new ObjectMapper().readTree(logged);
    assertThat(event.path("formattedMessage").asText()).isEqualTo("Asked for " + STRANGE);
    assertThat(event.path("throwable").path("message").asText()).isEqualTo(STRANGE);
  }

  private static String log(
      String appender, String message, Object[] arguments, @Nullable Exception failure)
      throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty("flagpost.log.format", appender);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Repository.path("conf", "logback.xml").toFile());
    try {
      OutputStreamAppender<ILoggingEvent> console =
          (OutputStreamAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender(appender);
      return new String(
          console
              .getEncoder()
              .encode(
                  new LoggingEvent(
                      "test", context.getLogger("test"), Level.INFO, message, failure, arguments)),
          UTF_8);
    } finally {
      context.stop();
    }
  }
}
