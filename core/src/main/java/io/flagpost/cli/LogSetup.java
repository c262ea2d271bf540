package io.flagpost.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.flagpost.config.LogFormat;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Has the log written as the configuration says. */
final class LogSetup {
  private static final String FORMAT = "flagpost.log.format";

  private LogSetup() {}

  /** Reads the log's own configuration again if it was read under another format. */
  static void apply(LogFormat format) {
    String wanted = format.name().toLowerCase(Locale.ROOT);
    String current =
        System.getProperty(FORMAT, System.getenv().getOrDefault("FLAGPOST_LOG_FORMAT", "text"));
    if (current.equals(wanted)
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    System.setProperty(FORMAT, wanted);
    try {
      context.reset();
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      throw new IllegalStateException(e); // it was read before
    }
  }
}
