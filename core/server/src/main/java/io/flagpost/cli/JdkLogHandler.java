package io.flagpost.cli;

import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Passes messages that libraries log with the JDK's logging to the gateway's log. Any thread. */
final class JdkLogHandler extends Handler {
  private final Formatter formatter = new SimpleFormatter();

  /** Installs itself as the only handler of the JDK's loggers. */
  static void install() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").addHandler(new JdkLogHandler());
  }

  @Override
  public void publish(LogRecord event) {
    LoggerFactory.getLogger(Objects.requireNonNullElse(event.getLoggerName(), "jdk"))
        .atLevel(levelOf(event))
        .setCause(event.getThrown())
        .log(formatter.formatMessage(event));
  }

  private static Level levelOf(LogRecord event) {
    int level = event.getLevel().intValue();
    if (level >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (level >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return level >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {} // the log itself is flushed with every event

  @Override
  public void close() {} // has nothing open
}
