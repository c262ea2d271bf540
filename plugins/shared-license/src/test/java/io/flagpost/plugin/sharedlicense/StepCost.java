package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.testkit.FoldCost;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Prints what a step costs and how large a state is. Run by hand; nothing of it is asserted. */
final class StepCost {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final int MANY_APART = 281; // seconds

  private StepCost() {}

  public static void main(String[] arguments) {
    FoldCost<LicenseUse> cost =
        new FoldCost<>(
            new SharedLicenseCheck(
                new SharedLicenseSettings(Duration.ofDays(1), 100_000, 100_000, 100_000)),
            System.out);
    cost.ofOneKey("5 users, IPv4", i -> record(i, i * 7 % 5, "192.0.2." + i % 5));
    cost.ofOneKey("5 users, IPv6", i -> record(i, i * 7 % 5, "2001:db8:0:" + i % 5 + "::1"));
    cost.ofOneKey("the same user again", i -> record(i, 1, "192.0.2.1"));
    cost.ofOneKey("60 users", i -> record(i, i * 7 % 60, "10.0.0." + i * 7 % 60));
    cost.ofOneKey("saturated, in turn", i -> record(i, i % 1_001, address(i % 1_001)));
    cost.ofOneKey("saturated, each one new", i -> record(i, i, address(i)));
    cost.ofManyKeys(i -> many(i * MANY_APART));
  }

  private static Telemetry many(int place) {
    return record(place, place * 7 % 5, "192.0.2." + place % 5);
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
