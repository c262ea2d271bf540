package io.flagpost.plugin.sharedlicense;

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
  private static final int MANY_APART = 281; // seconds

  private FoldCost() {}

  public static void main(String[] arguments) {
    measure("5 users, IPv4", i -> record(i, i * 7 % 5, "192.0.2." + i % 5));
    measure("5 users, IPv6", i -> record(i, i * 7 % 5, "2001:db8:0:" + i % 5 + "::1"));
    measure("the same user again", i -> record(i, 1, "192.0.2.1"));
    measure("60 users", i -> record(i, i * 7 % 60, "10.0.0." + i * 7 % 60));
    measure("saturated, in turn", i -> record(i, i % 1_001, address(i % 1_001)));
    measure("saturated, each one new", i -> record(i, i, address(i)));
    measureMany();
  }

  /**
   * Many keys in turn, so that no state is in the processor's caches; and what they hold of the
   * heap.
   */
  private static void measureMany() {
    SharedLicenseCheck check =
        new SharedLicenseCheck(
            new SharedLicenseSettings(Duration.ofDays(1), 100_000, 100_000, 100_000));
    LicenseUse[] states = new LicenseUse[KEYS];
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
    return record(place, place * 7 % 5, "192.0.2." + place % 5);
  }

  private static long used() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void measure(String what, IntFunction<Telemetry> stream) {
    SharedLicenseCheck check =
        new SharedLicenseCheck(
            new SharedLicenseSettings(Duration.ofDays(1), 100_000, 100_000, 100_000));
    Telemetry[] records = new Telemetry[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
      records[i] = stream.apply(i);
    }
    long best = Long.MAX_VALUE;
    LicenseUse state = check.begin();
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

  private static Telemetry record(int number, int who, String address) {
    return Telemetry.builder(new UUID(0, number), START.plusSeconds(number))
        .licenseKey("license")
        .userIdentifier("user-" + who + "@example.com")
        .activationIdentifier("activation-" + who)
        .clientAddress(address)
        .build();
  }

  private static String address(int number) {
    return "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
  }
}
