package io.flagpost.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.flagpost.node.config.LogFormat;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log by the configuration, and captures everything else that a running gateway prints.
 */
final class LogSetup {
  private static final Logger LOG = LoggerFactory.getLogger(LogSetup.class);
  private static final String FORMAT = "flagpost.log.format";

  private LogSetup() {}

  /** Reloads the log's own configuration if it was loaded with another format. */
  static void apply(LogFormat format) {
    JdkLogHandler.install();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> LOG.error("Thread {} failed", thread.getName(), failure));
    String wanted = nameOf(format);
    if (current().equals(wanted)
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    System.setProperty(FORMAT, wanted);
    try {
      context.reset();
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      throw new IllegalStateException(e); // it was loaded before
    }
  }

  /** Whether the log is written as JSON objects now, which the environment may have set, too. */
  static boolean isJson() {
    return current().equals(nameOf(LogFormat.JSON));
  }

  private static String current() {
    return System.getProperty(
        FORMAT, System.getenv().getOrDefault("FLAGPOST_LOG_FORMAT", nameOf(LogFormat.TEXT)));
  }

  private static String nameOf(LogFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
