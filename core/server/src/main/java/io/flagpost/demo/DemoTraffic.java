package io.flagpost.demo;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All that is sent, in the order of time: exactly as many requests as planned. Takes memory for the
 * machines and for the turns of one hour. On one thread.
 */
final class DemoTraffic {
  private static final int HOUR_MILLIS = 3_600_000;

  private final Timeline time;
  private final List<Source> sources;
  private final List<Spread> spreads = new ArrayList<>();
  private final Deque<Turn> turns = new ArrayDeque<>();
  private final SplittableRandom hours;
  private SplittableRandom random;
  private int hour;

  /** Somebody's turn. */
  private record Turn(Instant at, Source source) {}

  /** How the requests of a source are spread over the hours, without a rest. */
  private static final class Spread {
    private final long records;
    private final double whole;
    private double sent;
    private long counted;

    /**
     * @param whole the weight of all hours
     */
    Spread(long records, double whole) {
      this.records = records;
      this.whole = whole;
    }

    int next(double weight, boolean last) {
      sent += weight;
      long upTo = last ? records : Math.min(records, (long) (records * (sent / whole)));
      int now = Math.toIntExact(upTo - counted);
      counted = upTo;
      return now;
    }
  }

  DemoTraffic(DemoDataPlan plan, Cast cast) {
    this.time = new Timeline(plan);
    this.sources = cast.sources();
    this.hours = new SplittableRandom(plan.seed()).split(); // not what the cast draws from
    this.random = hours;
    long left = plan.records();
    for (int i = sources.size() - 1; i >= 0; i--) {
      Source source = sources.get(i);
      long records = i == 0 ? left : Math.min(left, (long) (source.share() * plan.records()));
      left -= records;
      spreads.add(0, new Spread(records, weight(source)));
    }
  }

  private double weight(Source source) {
    double all = 0;
    for (int i = 0; i < time.hours(); i++) {
      all += source.weight(time.hour(i));
    }
    return all;
  }

  boolean hasNext() {
    while (turns.isEmpty() && hour < time.hours()) {
      takeHour();
    }
    return !turns.isEmpty();
  }

  /** The next request, if there is one. */
  Message next() {
    Turn turn = turns.remove();
    return turn.source().send(turn.at(), random);
  }

  private void takeHour() {
    random = hours.split();
    Instant begin = time.hour(hour);
    boolean last = hour == time.hours() - 1;
    List<Turn> ofHour = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      int records = spreads.get(i).next(source.weight(begin), last);
      for (int n = 0; n < records; n++) {
        ofHour.add(new Turn(begin.plusMillis(random.nextInt(HOUR_MILLIS)), source));
      }
    }
    ofHour.sort(Comparator.comparing(Turn::at)); // stable: what is equal keeps its order
    turns.addAll(ofHour);
    hour++;
  }
}
