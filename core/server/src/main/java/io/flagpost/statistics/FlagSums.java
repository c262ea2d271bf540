package io.flagpost.statistics;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Counts of records by hour, product and flag. Not thread-safe. */
final class FlagSums {

  /** What a row counts. */
  record Key(Place place, Raised raised) {}

  private final Map<Key, Long> sums = new HashMap<>();

  void add(Place place, Raised raised, long records) {
    sums.merge(new Key(place, raised), records, Long::sum);
  }

  /** The same, with the versions of all checks. */
  FlagSums versioned(UnaryOperator<Raised> version) {
    FlagSums all = new FlagSums();
    sums.forEach((key, records) -> all.add(key.place(), version.apply(key.raised()), records));
    return all;
  }

  void addAll(FlagSums others) {
    others.sums.forEach((key, records) -> add(key.place(), key.raised(), records));
  }

  /** Whose versions are to be looked up. */
  Set<String> catalogs() {
    return sums.keySet().stream()
        .map(key -> key.raised().catalog())
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toSet());
  }

  /** What changes nothing is left out. */
  void forEach(BiConsumer<Key, Long> each) {
    sums.forEach(
        (key, records) -> {
          if (records != 0) {
            each.accept(key, records);
          }
        });
  }

  int size() {
    return sums.size();
  }
}
