package io.flagpost.plugin.clonedactivation;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbered records of a span of time that contradict the most: if any record of the span
 * contradicts a later one, these most likely do.
 *
 * @param number which span it is
 * @param first of the timed ones that with the earliest time; of several, the highest number
 * @param highest of the timed ones that with the highest number; of several, the earliest time
 * @param untimed of those without a time that with the highest number
 */
record Span(
    long number, @Nullable Sighting first, @Nullable Sighting highest, @Nullable Sighting untimed) {

  static Span empty(long number) {
    return new Span(number, null, null, null);
  }

  Span with(Sighting one) {
    if (!one.timed()) {
      return untimed == null || one.number() > untimed.number()
          ? new Span(number, first, highest, one)
          : this;
    }
    boolean isFirst = first == null || isFirst(one, first);
    boolean isHighest = highest == null || isHighest(one, highest);
    return isFirst || isHighest
        ? new Span(number, isFirst ? one : first, isHighest ? one : highest, untimed)
        : this;
  }

  /** Those that it keeps, each once. */
  Stream<Sighting> sightings() {
    return Stream.of(highest, first, untimed).filter(each -> each != null).distinct();
  }

  private static boolean isFirst(Sighting one, Sighting than) {
    int earlier = compareTimes(one, than);
    return earlier < 0 || (earlier == 0 && one.number() > than.number());
  }

  private static boolean isHighest(Sighting one, Sighting than) {
    return one.number() > than.number()
        || (one.number() == than.number() && compareTimes(one, than) < 0);
  }

  private static int compareTimes(Sighting one, Sighting other) {
    int bySeconds = Long.compare(one.seconds(), other.seconds());
    return bySeconds != 0 ? bySeconds : Integer.compare(one.nanos(), other.nanos());
  }
}
