package io.flagpost.telemetry.followup;

import io.flagpost.platform.database.Describe;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Failures in a row: only the first is logged, and the longer they last, the longer the pause. On
 * one context.
 */
public final class Backoff {
  private static final int MOST_DOUBLINGS = 6;

  private final Logger log;
  private final String what;
  private final Duration idle;
  private int failures;

  /**
   * @param what what fails, for log lines
   * @param idle the pause while nothing does
   */
  public Backoff(Logger log, String what, Duration idle) {
    this.log = log;
    this.what = what;
    this.idle = idle;
  }

  public void failed(Throwable failure) {
    if (failures == 0) {
      log.warn("{} stopped, will go on by itself: {}", what, Describe.failure(failure));
    }
    failures++;
  }

  public void succeeded() {
    if (failures > 0) {
      log.info("{} works again", what);
    }
    failures = 0;
  }

  /** How long to wait before the next attempt. */
  public long pauseMillis() {
    return idle.toMillis() << Math.min(failures, MOST_DOUBLINGS);
  }
}
