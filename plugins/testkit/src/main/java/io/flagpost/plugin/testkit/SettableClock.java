package io.flagpost.plugin.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/** A clock in UTC that stands still until a test sets it. Thread-safe. */
public final class SettableClock extends Clock {
  private Instant now;

  /** A clock that shows this moment. */
  public SettableClock(Instant start) {
    this.now = Objects.requireNonNull(start, "start");
  }

  /** Shows another moment, earlier or later. */
  public synchronized SettableClock set(Instant moment) {
    now = Objects.requireNonNull(moment, "moment");
    return this;
  }

  /** Moves forward, or backward by a negative duration. */
  public synchronized SettableClock advance(Duration span) {
    now = now.plus(span);
    return this;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** A view of this clock in another time zone, which follows this clock. */
  @Override
  public Clock withZone(ZoneId zone) {
    InstantSource hands = () -> instant();
    return hands.withZone(zone);
  }
}
