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
 * Compares a record with the earlier ones of its activation.
 *
 * <p>One honest copy numbers and dates each record in one step. Whatever happens to the records on
 * the way, a lower number means an earlier time, and equal numbers mean the same record: a queue
 * that was offline delivers records late and in any order, but violates neither. Two copies with a
 * counter each violate both as soon as they run side by side.
 */
final class Comparison {
  private final ClonedActivationSettings settings;
  private final Telemetry record;
  private final List<PastRecord> earlier;

  /**
   * @param earlier the earlier records, the newest first
   */
  Comparison(ClonedActivationSettings settings, Telemetry record, List<PastRecord> earlier) {
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
      if (!each.userIdentifier().equals(last)) { // there are few distinct ones
        last = each.userIdentifier();
        last.ifPresent(users::add);
      }
    }
    return users.size();
  }

  /** The first contradiction found, beginning with the newest of the earlier records. */
  Optional<Contradiction> contradiction() {
    return record.sequence().isPresent() && earlier.stream().anyMatch(Comparison::isNumbered)
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
   * Whether a record that was stored earlier was received later, and so is the next one, not the
   * previous: the gateway spools records while its database is unreachable, and stores them after
   * records that arrive later.
   */
  private boolean cameLater(PastRecord each) {
    return each.receivedAt().isAfter(record.receivedAt());
  }

  /** Whether it is too far below the other, greater number; the difference may overflow. */
  private boolean isFarBelow(long number, long other) {
    return Long.compareUnsigned(other - number, settings.reorder()) > 0;
  }

  /**
   * Compared with the last record only, because one with a wrong clock would affect many others.
   */
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
   * Two records that a single copy would not have sent.
   *
   * @param sign how that is detected
   * @param with the earlier one
   */
  record Contradiction(Sign sign, PastRecord with) {}
}
