package io.flagpost.plugin.clonedactivation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The records of an activation that later ones are compared with. Immutable.
 *
 * <p>Of those within the window that have a number or a time it keeps
 *
 * <ul>
 *   <li>the {@value #RECENT} that were received last, in the order in which they were folded;
 *   <li>of the older ones with a number, for each of {@value Window#SPANS} spans of the window
 *       three: the earliest time, the highest number, and the highest number of those without a
 *       time ({@link Span}). A span is forgotten as soon as the window holds only a part of it;
 *   <li>when the last one with a number was received.
 * </ul>
 *
 * <p>What is forgotten costs findings, and never makes one: each is a contradiction between two
 * records that were received. But for what was received in the window's oldest sixteenth, nothing
 * is lost
 *
 * <ul>
 *   <li>among the last {@value #RECENT}: all that happens to an activation that sends less;
 *   <li>of a counter that is behind in numbers while it stamps as late as others (a copy that runs
 *       now, a backup that was restored): the highest number is remembered with its time;
 *   <li>of numbers without times: the highest ones decide.
 * </ul>
 *
 * <p>Lost is, of records that arrive more than {@value #RECENT} records after their time, what only
 * a record between those that a span keeps would show: a number that was used twice, stamped within
 * a span (a sixteenth of the window) of the first use; and of a change between a client that
 * numbers and one that only stamps, a last time more than {@value #RECENT} records ago. Where
 * records only stamp, and are stored later than {@value #RECENT} that were received after them, the
 * last one to compare with is the last of those.
 *
 * <p>A record goes only because of others that were received no earlier, or with its span. So this
 * is what the records of the window alone, in the same order, would have left.
 */
final class Memory {
  /** How many of those that were received last are kept. */
  static final int RECENT = 64;

  /** How many records it keeps at most. */
  static final int MOST = RECENT + 3 * (Window.SPANS + 1);

  static final long NEVER = Long.MIN_VALUE;
  static final Memory EMPTY = new Memory(new Sighting[0], true, new Span[0], NEVER, Long.MIN_VALUE);

  private final Sighting[] recent;
  private final boolean inOrder; // none of the recent ones was received before the one before it
  private final Span[] spans; // ascending
  private final long numberedAt;
  private final long noneAbove; // none that is kept has a higher number

  private Memory(
      Sighting[] recent, boolean inOrder, Span[] spans, long numberedAt, long noneAbove) {
    this.recent = recent;
    this.inOrder = inOrder;
    this.spans = spans;
    this.numberedAt = numberedAt;
    this.noneAbove = noneAbove;
  }

  /** A memory of these. */
  static Memory of(List<Sighting> recent, List<Span> spans, long numberedAt) {
    boolean inOrder = true;
    for (int i = 1; i < recent.size(); i++) {
      inOrder &= recent.get(i - 1).receivedAt() <= recent.get(i).receivedAt();
    }
    long highest =
        Stream.concat(recent.stream(), spans.stream().flatMap(Span::sightings))
            .filter(Sighting::numbered)
            .mapToLong(Sighting::number)
            .max()
            .orElse(Long.MIN_VALUE);
    return new Memory(
        recent.toArray(new Sighting[0]), inOrder, spans.toArray(new Span[0]), numberedAt, highest);
  }

  /** Those that were received last, in the order in which they were folded. */
  List<Sighting> recent() {
    return Arrays.asList(recent);
  }

  /** What is kept of the older ones, the oldest span first. */
  List<Span> spans() {
    return Arrays.asList(spans);
  }

  /** Whether a record with a number was received within the window, kept or not. */
  boolean knowsNumbers() {
    return numberedAt != NEVER;
  }

  /** When the last record with a number was received; {@link #NEVER} if none was. */
  long numberedAt() {
    return numberedAt;
  }

  /** Whether no record that is kept has this number or a higher one: how it mostly is. */
  boolean isAboveAll(long number) {
    return number > noneAbove;
  }

  /** What of it is in the window that begins here. */
  Memory in(Window window, long start) {
    int gone = 0;
    while (gone < spans.length && !window.holdsAllOf(spans[gone].number(), start)) {
      gone++;
    }
    boolean allRecent = recent.length == 0 || recent[oldest()].receivedAt() > start;
    if (gone == 0 && allRecent && (numberedAt > start || numberedAt == NEVER)) {
      return this;
    }
    return new Memory(
        allRecent
            ? recent
            : Arrays.stream(recent)
                .filter(each -> each.receivedAt() > start)
                .toArray(Sighting[]::new),
        inOrder,
        gone == 0 ? spans : Arrays.copyOfRange(spans, gone, spans.length),
        numberedAt > start ? numberedAt : NEVER,
        noneAbove);
  }

  /** This and one more, received in the window that begins here. */
  Memory with(Sighting one, Window window, long start) {
    if (!one.isComparable()) {
      return this;
    }
    int count = recent.length;
    boolean isLast = count == 0 || recent[count - 1].receivedAt() <= one.receivedAt();
    long numbered = one.numbered() ? Math.max(numberedAt, one.receivedAt()) : numberedAt;
    long highest = one.numbered() ? Math.max(noneAbove, one.number()) : noneAbove;
    if (count < RECENT) {
      Sighting[] more = Arrays.copyOf(recent, count + 1);
      more[count] = sharing(one);
      return new Memory(more, inOrder && isLast, spans, numbered, highest);
    }
    int oldest = oldest();
    if (one.receivedAt() < recent[oldest].receivedAt()) {
      return new Memory(recent, inOrder, spansWith(one, window, start), numbered, highest);
    }
    Sighting[] next = new Sighting[count];
    System.arraycopy(recent, 0, next, 0, oldest);
    System.arraycopy(recent, oldest + 1, next, oldest, count - 1 - oldest);
    next[count - 1] = sharing(one);
    return new Memory(
        next, inOrder && isLast, spansWith(recent[oldest], window, start), numbered, highest);
  }

  /** Which of the recent ones was received first. */
  private int oldest() {
    int oldest = 0;
    for (int i = 1; !inOrder && i < recent.length; i++) {
      oldest = recent[i].receivedAt() < recent[oldest].receivedAt() ? i : oldest;
    }
    return oldest;
  }

  private Sighting sharing(Sighting one) {
    String last = recent.length == 0 ? "" : recent[recent.length - 1].address();
    return one.address().equals(last) ? one.sharing(last) : one;
  }

  private Span[] spansWith(Sighting one, Window window, long start) {
    long number = window.spanOf(one.receivedAt());
    if (!one.numbered() || !window.holdsAllOf(number, start)) {
      return spans;
    }
    int place = spans.length;
    while (place > 0 && spans[place - 1].number() >= number) {
      place--;
    }
    if (place < spans.length && spans[place].number() == number) {
      Span more = spans[place].with(one);
      if (more.equals(spans[place])) {
        return spans;
      }
      Span[] changed = spans.clone();
      changed[place] = more;
      return changed;
    }
    List<Span> longer = new ArrayList<>(spans());
    longer.add(place, Span.empty(number).with(one));
    return longer.toArray(new Span[0]);
  }
}
