package io.flagpost.telemetry.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final int QUARTER = 25;
  private long now;
  private final Throttle throttle = new Throttle(QUARTER, now);

  @Test
  void whileRecordsComeInFasterThanItGoesTheWorkTakesItsShare() {
    throttle.came(0, now);
    pass(100);
    throttle.came(1_000, now); // ten in a millisecond

    pass(20);
    throttle.worked(millis(20), 256, now);

    assertThat(throttle.restMillis(now)).isEqualTo(60);
    pass(60);
    assertThat(throttle.restMillis(now)).isZero();
  }

  @Test
  void withoutNewRecordsThereIsNoRest() {
    throttle.came(100_000, now);
    pass(100);
    throttle.came(100_000, now);

    pass(20);
    throttle.worked(millis(20), 256, now);

    assertThat(throttle.restMillis(now)).isZero();
  }

  @Test
  void slowTrafficShortensTheRests() {
    throttle.came(0, now);
    pass(1_000);
    throttle.came(1_600, now); // half of what a quarter of the time is enough for

    pass(20);
    throttle.worked(millis(20), 256, now);

    assertThat(throttle.restMillis(now)).isEqualTo(30);
  }

  @Test
  void aBatchThatTookLongIsNotFollowedByAnEndlessRest() {
    throttle.came(0, now);
    pass(10);
    throttle.came(1_000, now);

    pass(10_000);
    throttle.worked(millis(10_000), 256, now);

    assertThat(throttle.restMillis(now)).isEqualTo(1_000);
  }

  @Test
  void allOfTheTimeMeansNoRests() {
    Throttle hurried = new Throttle(100, now);
    hurried.came(0, now);
    pass(10);
    hurried.came(1_000, now);
    hurried.worked(millis(10), 10, now);

    assertThat(hurried.restMillis(now)).isZero();
  }

  private void pass(long millis) {
    now += millis(millis);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
