package io.flagpost.cli.admin;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.export.ExportProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows on a terminal, on one line of it, how far an export of records is. */
final class ExportDisplay {
  private static final int WIDTH = 79;
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final int SECONDS_OF_TIME = 19;
  private static final double MEBIBYTE = 1 << 20;

  private final Console console;
  private final Clock clock;
  private Instant shown = Instant.MIN;
  private Instant begun = Instant.MIN;
  private long recordsBefore;
  private boolean open;

  ExportDisplay(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  /** Records come from now on. */
  void begin(ExportProgress reached) {
    begun = clock.instant();
    recordsBefore = reached.records();
  }

  /** Whether it is time to show something. */
  boolean isDue() {
    return console.terminal().isThere()
        && !clock.instant().isBefore(shown.equals(Instant.MIN) ? shown : shown.plus(EVERY));
  }

  /**
   * Shows how far it is.
   *
   * @param share how much of the ids was looked at, from 0 to 1
   */
  void show(ExportProgress reached, double share) {
    shown = clock.instant();
    double seconds = Math.max(1, Duration.between(begun, shown).toMillis()) / 1_000.0;
    String time = reached.lastReceivedAt();
    line(
        String.format(
            Locale.ROOT,
            "%,d records  %d%%  up to %s  %s  %,.0f/s",
            reached.records(),
            (int) (100 * share),
            time.substring(0, Math.min(time.length(), SECONDS_OF_TIME)).replace('T', ' '),
            size(reached.bytes()),
            (reached.records() - recordsBefore) / seconds));
  }

  /** Shows something else on that line. */
  void line(String text) {
    if (console.terminal().isThere()) {
      open = true;
      console.progress().print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
      console.progress().flush();
    }
  }

  /** Says something that stays. */
  void say(String text) {
    if (open) {
      open = false;
      console.progress().print("\r" + " ".repeat(WIDTH) + "\r");
    }
    console.err().println(text);
    console.err().flush();
  }

  static String size(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / MEBIBYTE);
  }
}
