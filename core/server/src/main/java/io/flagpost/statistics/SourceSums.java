package io.flagpost.statistics;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Counts of records by day and source network. Not thread-safe. */
final class SourceSums {

  /** What a row counts. */
  record Key(DayPlace place, Label network) {

    /** As its row is called that has no room for all networks. */
    Key named(Names.Rows rows, long id) {
      return new Key(place, rows.label(place.scope(Dimension.SOURCE), network, id));
    }
  }

  /** How many; a verdict may take some away. */
  static final class Counts {
    long records;
    long flagged;
    long unknownKeys;

    void add(long more, long moreFlagged, long moreUnknown) {
      records += more;
      flagged += moreFlagged;
      unknownKeys += moreUnknown;
    }
  }

  private final Map<Key, Counts> sums = new HashMap<>();

  Counts of(Key key) {
    return sums.computeIfAbsent(key, absent -> new Counts());
  }

  void forEach(BiConsumer<Key, Counts> each) {
    sums.forEach(each);
  }

  int size() {
    return sums.size();
  }
}
