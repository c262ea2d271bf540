package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JdkLogHandlerTest {
  private static final String LOGGER = "com.acme.driver";

  private final ch.qos.logback.classic.Logger log =
      (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(LOGGER);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeEach
  void listen() {
    events.start();
    log.setAdditive(false);
    log.addAppender(events);
  }

  @AfterEach
  void leave() {
    log.detachAppender(events);
    log.setLevel(null);
    log.setAdditive(true);
  }

  @Test
  void anEventKeepsItsLoggerLevelTextAndCause() {
    LogRecord record = new LogRecord(java.util.logging.Level.WARNING, "{0} is away");
    record.setLoggerName(LOGGER);
    record.setParameters(new Object[] {"db1"});
    record.setThrown(new IllegalStateException("why"));

    new JdkLogHandler().publish(record);

    ILoggingEvent event = events.list.get(0);
    assertThat(event.getLevel()).isEqualTo(Level.WARN);
    assertThat(event.getFormattedMessage()).isEqualTo("db1 is away");
    assertThat(event.getThrowableProxy().getMessage()).isEqualTo("why");
  }

  @Test
  void levelsThatTheLogDoesNotHaveBecomeTheNextLower() {
    log.setLevel(Level.DEBUG);
    JdkLogHandler handler = new JdkLogHandler();
    for (java.util.logging.Level level :
        new java.util.logging.Level[] {
          java.util.logging.Level.SEVERE,
          java.util.logging.Level.INFO,
          java.util.logging.Level.CONFIG
        }) {
      LogRecord record = new LogRecord(level, "text");
      record.setLoggerName(LOGGER);
      handler.publish(record);
    }

    assertThat(events.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.INFO, Level.DEBUG);
  }
}
