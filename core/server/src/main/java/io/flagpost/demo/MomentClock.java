package io.flagpost.demo;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Shows the moment at which it was set. On one thread. */
final class MomentClock extends Clock {
  private Instant moment;

  MomentClock(Instant moment) {
    this.moment = moment;
  }

  void set(Instant other) {
    moment = other;
  }

  @Override
  public Instant instant() {
    return moment;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("It shows moments");
  }
}
