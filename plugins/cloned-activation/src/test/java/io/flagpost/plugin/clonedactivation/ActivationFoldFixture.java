package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records of an activation, and runs over them. */
abstract class ActivationFoldFixture {
  static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  static final Duration MONTH = Duration.ofDays(30);
  static final Duration MICRO = Duration.ofNanos(1_000);
  static final ClonedActivationSettings DEFAULT =
      new ClonedActivationSettings(MONTH, 1, Duration.ofSeconds(2), 0, Duration.ofMinutes(10));
  static final ClonedActivationSettings LENIENT =
      new ClonedActivationSettings(MONTH, 2, Duration.ofSeconds(2), 3, Duration.ofMinutes(10));

  final ClonedActivationCheck check = new ClonedActivationCheck(DEFAULT);

  static KeyFold<ActivationState> run(ClonedActivationCheck check) {
    return new KeyFold<>(check, new FakeRegistry(), Duration.ofDays(7));
  }

  static Telemetry received(
      Instant moment, @Nullable Long sequence, @Nullable Integer secondsAfterNoon) {
    return SampleRecords.complete(UUID.randomUUID(), moment)
        .sequence(sequence)
        .occurredAt(secondsAfterNoon == null ? null : NOON.plusSeconds(secondsAfterNoon))
        .build();
  }

  static Telemetry by(String user) {
    return SampleRecords.complete().userIdentifier(user).build();
  }
}
