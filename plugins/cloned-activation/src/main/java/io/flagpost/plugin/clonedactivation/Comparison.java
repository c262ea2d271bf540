package io.flagpost.plugin.clonedactivation;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a record with earlier ones of its activation.
 *
 * <p>One honest copy numbers and dates each record in one step. Whatever happens to the records on
 * the way, a lower number means an earlier time, and equal numbers mean the same record: a queue
 * that was offline delivers records late and in any order, but violates neither. Two copies with a
 * counter each violate both as soon as they run side by side.
 */
final class Comparison {
  private final ClonedActivationSettings settings;
  private final Sighting record;
  private final Memory earlier;

  Comparison(ClonedActivationSettings settings, Sighting record, Memory earlier) {
    this.settings = settings;
    this.record = record;
    this.earlier = earlier;
  }

  /**
   * The first contradiction found, beginning with the newest of the earlier records, followed by
   * those of each span, the newest first.
   */
  Optional<Contradiction> contradiction() {
    if (record.numbered() && earlier.knowsNumbers()) {
      return earlier.isAboveAll(record.number()) ? Optional.empty() : bySequence();
    }
    return record.timed() ? byTime() : Optional.empty();
  }

  private Optional<Contradiction> bySequence() {
    List<Sighting> recent = earlier.recent();
    for (int i = recent.size() - 1; i >= 0; i--) {
      Optional<Contradiction> found = bySequence(recent.get(i));
      if (found.isPresent()) {
        return found;
      }
    }
    List<Span> spans = earlier.spans();
    for (int i = spans.size() - 1; i >= 0; i--) {
      Optional<Contradiction> found = bySequence(spans.get(i));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Contradiction> bySequence(Span span) {
    Optional<Contradiction> found = bySequence(span.highest());
    if (found.isEmpty()) {
      found = bySequence(span.first());
    }
    return found.isEmpty() ? bySequence(span.untimed()) : found;
  }

  private Optional<Contradiction> bySequence(@Nullable Sighting each) {
    if (each == null || !each.numbered() || record.number() > each.number()) {
      return Optional.empty();
    }
    if (record.number() == each.number()) {
      return record.isSimultaneousWith(each) // the same again
          ? Optional.empty()
          : Optional.of(new Contradiction(Sign.SEQUENCE_REPEATED, each));
    }
    if (record.timed() && each.timed()) {
      return record.isLaterBy(settings.jitter(), each)
          ? Optional.of(new Contradiction(Sign.TIME_AHEAD_OF_SEQUENCE, each))
          : Optional.empty();
    }
    return !cameLater(each) && isFarBelow(record.number(), each.number())
        ? Optional.of(new Contradiction(Sign.SEQUENCE_BACKWARDS, each))
        : Optional.empty();
  }

  /**
   * Whether a record that was stored earlier was received later, and so is the next one, not the
   * previous: the gateway spools records while its database is unreachable, and stores them after
   * records that arrive later.
   */
  private boolean cameLater(Sighting each) {
    return each.receivedAt() > record.receivedAt();
  }

  /** Whether it is too far below the other, greater number; the difference may overflow. */
  private boolean isFarBelow(long number, long other) {
    return Long.compareUnsigned(other - number, settings.reorder()) > 0;
  }

  /**
   * Compared with the last record only, because one with a wrong clock would affect many others.
   */
  private Optional<Contradiction> byTime() {
    List<Sighting> recent = earlier.recent();
    for (int i = recent.size() - 1; i >= 0; i--) {
      Sighting last = recent.get(i);
      if (last.timed() && !cameLater(last)) {
        return last.isLaterBy(settings.tolerance(), record)
            ? Optional.of(new Contradiction(Sign.TIME_BACKWARDS, last))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Two records that a single copy would not have sent.
   *
   * @param sign how that is detected
   * @param with the earlier one
   */
  record Contradiction(Sign sign, Sighting with) {}
}
