package io.flagpost.plugin.clockskew;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Compares the client's time with the time of receipt; a record without one raises nothing. */
final class ClockSkewCheck implements RedFlagCheck {
  private final ClockSkewSettings settings;

  ClockSkewCheck(ClockSkewSettings settings) {
    this.settings = settings;
  }

  @Override
  public String id() {
    return "clock-skew";
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    return CompletableFuture.completedStage(
        telemetry
            .occurredAt()
            .flatMap(occurredAt -> judge(occurredAt, telemetry.receivedAt()))
            .map(List::of)
            .orElse(List.of()));
  }

  private Optional<Flag> judge(Instant occurredAt, Instant receivedAt) {
    Duration ahead = Duration.between(receivedAt, occurredAt);
    if (ahead.compareTo(settings.mostAhead()) > 0) {
      return Optional.of(flag("The client's clock is ahead.", occurredAt, receivedAt, ahead));
    }
    Duration behind = ahead.negated();
    if (behind.compareTo(settings.mostBehind()) > 0) {
      return Optional.of(flag("The client's time is long past.", occurredAt, receivedAt, behind));
    }
    return Optional.empty();
  }

  private static Flag flag(String finding, Instant occurredAt, Instant receivedAt, Duration off) {
    return Flag.of("clock_skew", Severity.LOW, finding)
        .with("occurred_at", occurredAt.toString())
        .with("received_at", receivedAt.toString())
        .with("off_by", off.toString());
  }
}
