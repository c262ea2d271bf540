package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Counts of records by hour, product, version and data group. Not thread-safe. */
final class HourSums {

  /** What a row counts. */
  record Key(Place place, Label version, Label group) {
    static Key of(StoredRecord record) {
      return new Key(
          Place.of(record),
          Label.of(
              record.telemetry().productVersion().orElse(null),
              record.receipt().productVersionExists()),
          Label.of(record.receipt().dataGroup(), false));
    }

    /** As its row is called that has no room for all names. */
    Key named(Names.Rows rows, long id) {
      return new Key(
          place,
          rows.label(place.scope(Dimension.VERSION), version, id),
          rows.label(place.scope(Dimension.GROUP), group, id));
    }
  }

  /** How many; a verdict may take some away. */
  static final class Counts {
    long records;
    long flagged;
    long incorrect;
    long unknownKeys;

    void add(Counts other) {
      records += other.records;
      flagged += other.flagged;
      incorrect += other.incorrect;
      unknownKeys += other.unknownKeys;
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
