package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A record held against the earlier ones of its activation, as it was before the check folded.
 *
 * <p>One honest copy counts and stamps its records in one go. Whatever then happens to them on the
 * way, a lower number means an earlier time, and equal numbers mean the same record: a queue that
 * was offline delivers records late, in any order, and breaks neither. Two copies with a counter
 * each break both as soon as they run side by side.
 */
final class HistoryComparison {
  private final ClonedActivationSettings settings;
  private final Telemetry record;
  private final List<PastRecord> earlier;

  /**
   * @param earlier the newest first
   */
  HistoryComparison(ClonedActivationSettings settings, Telemetry record, List<PastRecord> earlier) {
    this.settings = settings;
    this.record = record;
    this.earlier = earlier;
  }

  /** How many users the activation has had, this record's included. */
  int users() {
    Set<String> users = new HashSet<>();
    Optional<String> last = record.userIdentifier();
    last.ifPresent(users::add);
    for (PastRecord each : earlier) {
      if (!each.userIdentifier().equals(last)) { // which are few
        last = each.userIdentifier();
        last.ifPresent(users::add);
      }
    }
    return users.size();
  }

  /** The first contradiction that is found, beginning with the newest of the earlier records. */
  Optional<Contradiction> contradiction() {
    return record.sequence().isPresent() && earlier.stream().anyMatch(HistoryComparison::isNumbered)
        ? bySequence(record.sequence().get())
        : record.occurredAt().flatMap(this::byTime);
  }

  private Optional<Contradiction> bySequence(long number) {
    for (PastRecord each : earlier) {
      if (isNumbered(each)) {
        Optional<Contradiction> found = bySequence(number, each);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isNumbered(PastRecord each) {
    return each.sequence().isPresent();
  }

  private Optional<Contradiction> bySequence(long number, PastRecord each) {
    long other = each.sequence().orElseThrow();
    if (number > other) {
      return Optional.empty();
    }
    Optional<Instant> time = record.occurredAt();
    Optional<Instant> otherTime = each.occurredAt();
    boolean timed = time.isPresent() && otherTime.isPresent();
    if (number == other) {
      boolean sameAgain = timed && time.equals(otherTime);
      return sameAgain
          ? Optional.empty()
          : Optional.of(new Contradiction(Sign.SEQUENCE_REPEATED, each));
    }
    if (timed) {
      return isMore(Duration.between(otherTime.get(), time.get()), settings.jitter())
          ? Optional.of(new Contradiction(Sign.TIME_AHEAD_OF_SEQUENCE, each))
          : Optional.empty();
    }
    return !cameLater(each) && isFarBelow(number, other)
        ? Optional.of(new Contradiction(Sign.SEQUENCE_BACKWARDS, each))
        : Optional.empty();
  }

  /**
   * Whether a record that was stored earlier was received later, and so is the next one and not the
   * one before: the gateway keeps records aside while its database is away, and stores them behind
   * those that come afterwards.
   */
  private boolean cameLater(PastRecord each) {
    return each.receivedAt().isAfter(record.receivedAt());
  }

  /** Whether it is too far below the other, which is greater; the difference may overflow. */
  private boolean isFarBelow(long number, long other) {
    return Long.compareUnsigned(other - number, settings.reorder()) > 0;
  }

  /** Held against the last record only: one with a wrong clock would spoil many others. */
  private Optional<Contradiction> byTime(Instant time) {
    return earlier.stream()
        .filter(each -> each.occurredAt().isPresent() && !cameLater(each))
        .findFirst()
        .filter(
            last ->
                isMore(
                    Duration.between(time, last.occurredAt().orElseThrow()), settings.tolerance()))
        .map(last -> new Contradiction(Sign.TIME_BACKWARDS, last));
  }

  private static boolean isMore(Duration one, Duration other) {
    return one.compareTo(other) > 0;
  }

  /**
   * Two records that one copy would not have sent.
   *
   * @param sign how that shows
   * @param with the earlier one
   */
  record Contradiction(Sign sign, PastRecord with) {}
}
