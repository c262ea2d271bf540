package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records under one license, in the order of their ids: users, activations and addresses that come
 * and go, missing fields, bursts, silences as long as the window to the microsecond, records that
 * were kept aside and are stored much later than they were received, and clocks that ran ahead.
 */
final class LicenseStream {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final Duration MICRO = Duration.ofNanos(1_000);

  private final Random random;
  private final Duration window;
  private final int values;
  private final Duration pause;
  private final int silenceOneIn;
  private final int lateOneIn;
  private Instant clock = START;
  private int records;
  private int recent;

  /**
   * @param values how many different users, activations and addresses there may be
   * @param inWindow how many records the window holds, about
   */
  LicenseStream(Random random, Duration window, int values, int inWindow) {
    this.random = random;
    this.window = window;
    this.values = values;
    this.pause = window.dividedBy(inWindow);
    this.silenceOneIn = 50 + 3 * inWindow;
    this.lateOneIn = random.nextBoolean() ? Integer.MAX_VALUE : 2 + random.nextInt(20);
  }

  Telemetry next() {
    clock = clock.plus(step());
    Instant received = random.nextInt(lateOneIn) == 0 ? clock.minus(delay()) : clock;
    return Telemetry.builder(new UUID(values, records++), received)
        .licenseKey("license")
        .userIdentifier(text("user"))
        .activationIdentifier(text("activation"))
        .clientAddress(address())
        .build();
  }

  private Duration step() {
    if (random.nextInt(silenceOneIn) == 0) {
      return window.plus(MICRO.multipliedBy(random.nextInt(3) - 1L));
    }
    return switch (random.nextInt(10)) {
      case 0 -> Duration.ZERO;
      case 1 -> MICRO;
      default -> upTo(pause.multipliedBy(2));
    };
  }

  private Duration delay() {
    return random.nextInt(4) == 0 ? upTo(window.multipliedBy(2)) : upTo(pause.multipliedBy(4));
  }

  private Duration upTo(Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() / 1_000 + 1) * 1_000);
  }

  private @Nullable String text(String kind) {
    return random.nextInt(10) == 0 ? null : kind + "-" + value();
  }

  private String address() {
    int value = value();
    return switch (value % 3) {
      case 0 -> "192.0.2." + value;
      case 1 -> "2001:db8:0:" + value + "::" + random.nextInt(9);
      default -> value == 2 ? "" : "::ffff:192.0.2." + (value - 2);
    };
  }

  /** Mostly one of a few, which change now and then. */
  private int value() {
    if (random.nextInt(4) == 0) {
      recent = random.nextInt(values);
    }
    return random.nextInt(3) == 0 ? random.nextInt(values) : recent;
  }
}
