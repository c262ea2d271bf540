package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which users, activations, addresses and license keys there were by day. Not thread-safe. */
final class SketchSums {

  /** Of what the different ones are counted. */
  enum Kind {
    USER(1),
    ACTIVATION(2),
    ADDRESS(3),
    LICENSE(4);

    private final short number;

    Kind(int number) {
      this.number = (short) number;
    }

    /** As the table numbers it. */
    short number() {
      return number;
    }

    static Kind of(int number) {
      return values()[number - 1];
    }
  }

  /** What a row counts. */
  record Key(DayPlace place, Kind kind) {}

  private final Map<Key, Set<Long>> sums = new HashMap<>();

  void add(DayPlace place, StoredRecord record) {
    add(place, Kind.USER, record.routing().user());
    add(place, Kind.ACTIVATION, record.routing().activation());
    add(place, Kind.ADDRESS, record.routing().address());
    add(place, Kind.LICENSE, record.routing().license());
  }

  private void add(DayPlace place, Kind kind, @Nullable Long hash) {
    if (hash != null) {
      sums.computeIfAbsent(new Key(place, kind), absent -> new HashSet<>()).add(hash);
    }
  }

  void forEach(BiConsumer<Key, Set<Long>> each) {
    sums.forEach(each);
  }

  int size() {
    return sums.size();
  }
}
