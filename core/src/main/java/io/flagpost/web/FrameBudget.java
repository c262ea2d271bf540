package io.flagpost.web;

import java.util.concurrent.TimeUnit;

/**
 * How much of what a client of HTTP/2 sends may be anything but requests, in bytes: PING, SETTINGS,
 * PRIORITY, RST_STREAM, WINDOW_UPDATE, empty DATA, frames for streams that are gone. All of that is
 * cheap to send and none of it brings a request on. Each byte that comes takes from the budget;
 * heads, bodies and time bring something back, up to what it began with.
 *
 * <p>An honest client's overhead is a few dozen bytes a request, and a ping now and then.
 */
final class FrameBudget {
  static final long MOST = 64 * 1024;

  /** For the frames that come with a request: its body's, windows, priorities. */
  private static final int A_REQUEST = 256;

  /** What the smallest sensible piece of a body may have around it: nine bytes around two. */
  private static final int A_BODY_BYTE = 6;

  private static final long A_SECOND = 4 * 1024;

  private long left = MOST;
  private long since;

  FrameBudget(long now) {
    since = now;
  }

  /** Takes what has come. */
  void spend(int bytes, long now) {
    long second = TimeUnit.SECONDS.toNanos(1);
    long back = Math.min(now - since, MOST / A_SECOND * second) * A_SECOND / second;
    if (back > 0) {
      since = now;
      giveBack(back);
    }
    left -= bytes;
  }

  /** Gives back for a request's head. */
  void head(int bytes) {
    giveBack((long) A_REQUEST + bytes);
  }

  /** Gives back for a piece of a body. */
  void body(int bytes) {
    giveBack((long) A_BODY_BYTE * bytes);
  }

  boolean isOverdrawn() {
    return left < 0;
  }

  private void giveBack(long bytes) {
    left = Math.min(MOST, left + bytes);
  }
}
