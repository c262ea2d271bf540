package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntFunction;

/** Prints what a step costs and how large a state is. Run by hand; nothing of it is asserted. */
final class FoldCost {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final int RECORDS = 400_000;
  private static final int ROUNDS = 5;
  private static final int KEYS = 10_000;
  private static final int RECORDS_OF_EACH = 300;
  private static final int MANY_APART = 8000; // seconds

  private FoldCost() {}

  public static void main(String[] arguments) {
    measure("one copy, numbered", i -> record(i, i, i, 1, 0));
    measure("one copy, times only", i -> record(i, -1, i, 1, 0));
    measure("one copy, shuffled by 20", i -> record(i, shuffled(i), shuffled(i), 1, 0));
    measure("5 users", i -> record(i, i, i, i * 7 % 5, 0));
    measure("1,001 users in turn", i -> record(i, i, i, i % 1_001, 0));
    measure("each user new", i -> record(i, i, i, i, 0));
    measure("a clone that is behind", i -> record(i, i % 2 == 0 ? i : i / 2, i, 1, i % 2));
    measureMany();
  }

  private static int shuffled(int place) {
    return place / 20 * 20 + 19 - place % 20;
  }

  /**
   * Many keys in turn, so that no state is in the processor's caches; and what they hold of the
   * heap.
   */
  private static void measureMany() {
    ClonedActivationCheck check =
        new ClonedActivationCheck(
            new ClonedActivationSettings(
                Duration.ofDays(30), 100_000, Duration.ofSeconds(2), 0, Duration.ofMinutes(10)));
    ActivationState[] states = new ActivationState[KEYS];
    Arrays.fill(states, check.begin());
    long empty = used();
    long nanos = 0;
    int steps = 0;
    for (int i = 0; i < RECORDS_OF_EACH; i++) {
      for (int key = 0; key < KEYS; key++) {
        Telemetry each = many(i * MANY_APART);
        long begin = System.nanoTime();
        states[key] = check.step(states[key], each, each.receivedAt()).state();
        nanos += System.nanoTime() - begin;
        steps++;
      }
    }
    System.out.println(
        KEYS
            + " keys in turn: "
            + nanos / steps
            + " ns a step, "
            + (used() - empty) / KEYS
            + " bytes of heap a state, "
            + check.encode(states[1]).length
            + " bytes");
  }

  private static Telemetry many(int place) {
    return record(place, place, place, 1, 0);
  }

  private static long used() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void measure(String what, IntFunction<Telemetry> stream) {
    ClonedActivationCheck check =
        new ClonedActivationCheck(
            new ClonedActivationSettings(
                Duration.ofDays(2), 100_000, Duration.ofSeconds(2), 0, Duration.ofMinutes(10)));
    Telemetry[] records = new Telemetry[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
      records[i] = stream.apply(i);
    }
    long best = Long.MAX_VALUE;
    ActivationState state = check.begin();
    for (int round = 0; round < ROUNDS; round++) {
      state = check.begin();
      long begin = System.nanoTime();
      for (Telemetry each : records) {
        state = check.step(state, each, each.receivedAt()).state();
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    System.out.println(
        what + ": " + best / RECORDS + " ns a step, " + check.encode(state).length + " bytes");
  }

  private static Telemetry record(int place, int number, int stamp, int who, int copy) {
    return Telemetry.builder(new UUID(0, place), START.plusSeconds(place))
        .licenseKey("license")
        .activationIdentifier("activation")
        .userIdentifier("user-" + who + "@example.com")
        .clientAddress("192.0.2." + copy)
        .sequence(number < 0 ? null : (long) number)
        .occurredAt(START.plusSeconds(stamp))
        .build();
  }
}
