package io.flagpost.platform.web.connections;

import java.util.concurrent.TimeUnit;

/**
 * How much of what a client of HTTP/2 sends may be anything but requests, in bytes: PING, SETTINGS,
 * PRIORITY, RST_STREAM, WINDOW_UPDATE, empty DATA, frames for streams that are gone. All of them
 * are cheap to send and none belongs to a request. Each byte received is taken from the budget;
 * heads, bodies, answers and time give some back, up to the initial budget.
 *
 * <p>An honest client's overhead is a few dozen bytes per request, an occasional PING, and two
 * WINDOW_UPDATEs per part of an answer. A head is only recognised once it is complete, so the
 * largest permitted head is added to the budget.
 */
final class FrameBudget {
  private static final long OVERHEAD = 64 * 1024;

  /** For the frames that come with a request: its body's, windows, priorities. */
  private static final int A_REQUEST = 256;

  /** What the smallest sensible piece of a body may have around it: nine bytes around two. */
  private static final int A_BODY_BYTE = 6;

  /** Of so many bytes that were sent, one: two frames of 13 bytes for some 1,700. */
  private static final int SENT_BYTES = 64;

  private static final long A_SECOND = 4 * 1024;

  private final long most;
  private long left;
  private long since;
  private long sent;

  /**
   * @param largestHead that a request may have, in bytes
   */
  FrameBudget(long largestHead, long now) {
    most = OVERHEAD + largestHead;
    left = most;
    since = now;
  }

  /** Takes bytes that were received. */
  void spend(int bytes, long now) {
    long second = TimeUnit.SECONDS.toNanos(1);
    long back = Math.min(now - since, (most / A_SECOND + 1) * second) * A_SECOND / second;
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

  /** Gives back for what was sent, which the client says that it has read. */
  void sent(int bytes) {
    sent += bytes;
    giveBack(sent / SENT_BYTES);
    sent %= SENT_BYTES;
  }

  boolean isOverdrawn() {
    return left < 0;
  }

  private void giveBack(long bytes) {
    left = Math.min(most, left + bytes);
  }
}
