package io.flagpost.demo;

import java.time.Duration;
import java.time.Instant;

/** The time that a plan is about, in hours from its begin, and as a number from 0 to 1. */
final class Timeline {
  private final Instant begin;
  private final long millis;
  private final int hours;

  Timeline(DemoDataPlan plan) {
    this.begin = plan.begin();
    this.millis = Duration.between(begin, plan.end()).toMillis();
    this.hours = plan.days() * 24;
  }

  int hours() {
    return hours;
  }

  /** When an hour begins. */
  Instant hour(int number) {
    return begin.plus(Duration.ofHours(number));
  }

  /** 0 at the begin, 1 at the end. */
  double progress(Instant moment) {
    return (double) Duration.between(begin, moment).toMillis() / millis;
  }

  /** The moment at such a number. */
  Instant at(double progress) {
    return begin.plusMillis((long) (progress * millis));
  }

  /** How many days there are between two such numbers. */
  double days(double from, double to) {
    return (to - from) * hours / 24;
  }
}
