package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.testkit.FoldCost;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Prints what a step costs and how large a state is. Run by hand; nothing of it is asserted. */
final class StepCost {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final int MANY_APART = 8000; // seconds

  private StepCost() {}

  public static void main(String[] arguments) {
    FoldCost<ActivationState> cost = cost(Duration.ofDays(2));
    cost.ofOneKey("one copy, numbered", i -> record(i, i, i, 1, 0));
    cost.ofOneKey("one copy, times only", i -> record(i, -1, i, 1, 0));
    cost.ofOneKey("one copy, shuffled by 20", i -> record(i, shuffled(i), shuffled(i), 1, 0));
    cost.ofOneKey("5 users", i -> record(i, i, i, i * 7 % 5, 0));
    cost.ofOneKey("1,001 users in turn", i -> record(i, i, i, i % 1_001, 0));
    cost.ofOneKey("each user new", i -> record(i, i, i, i, 0));
    cost.ofOneKey("a clone that is behind", i -> record(i, i % 2 == 0 ? i : i / 2, i, 1, i % 2));
    cost(Duration.ofDays(30)).ofManyKeys(i -> many(i * MANY_APART));
  }

  private static FoldCost<ActivationState> cost(Duration window) {
    return new FoldCost<>(
        new ClonedActivationCheck(
            new ClonedActivationSettings(
                window, 100_000, Duration.ofSeconds(2), 0, Duration.ofMinutes(10))),
        System.out);
  }

  private static int shuffled(int place) {
    return place / 20 * 20 + 19 - place % 20;
  }

  private static Telemetry many(int place) {
    return record(place, place, place, 1, 0);
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
