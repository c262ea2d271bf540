package io.flagpost.plugin.host;

import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's output streams at one moment. A plugin may replace them for the whole process; that
 * cannot be prevented, so it is logged.
 */
final class StandardStreams {
  private static final Logger LOG = LoggerFactory.getLogger(StandardStreams.class);

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  private StandardStreams() {}

  static StandardStreams now() {
    return new StandardStreams();
  }

  /** Logs which of them have been replaced since; returns the current ones. */
  StandardStreams compare(String during) {
    StandardStreams now = now();
    if (now.out != out || now.err != err) {
      LOG.warn(
          "{}: the process's {} was replaced; what is printed there may be lost, the log is not",
          during,
          now.err != err ? "standard error output" : "standard output");
    }
    return now;
  }
}
