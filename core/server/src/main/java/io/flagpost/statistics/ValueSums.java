package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sums of single numeric values by hour and data group. Not thread-safe. */
final class ValueSums {

  /** What a row sums up. */
  record Key(Place place, Label group) {

    /** As its row is called that has no room for all groups. */
    Key named(Names.Rows rows, long id) {
      return new Key(place, rows.label(place.scope(Dimension.GROUP), group, id));
    }
  }

  private final Map<Key, Values> sums = new HashMap<>();

  Values of(Key key) {
    return sums.computeIfAbsent(key, absent -> new Values());
  }

  /** What is no number that can be added up is left out. */
  void add(HourSums.Key key, StoredRecord record) {
    Double value = number(record.receipt().numericValue());
    if (value != null) {
      of(new Key(key.place(), key.group())).add(value);
    }
  }

  private static @Nullable Double number(@Nullable String text) {
    if (text == null || !isPlain(text)) {
      return null;
    }
    try {
      double value = Double.parseDouble(text);
      return Values.takes(value) ? value : null;
    } catch (NumberFormatException e) {
      return null; // as a text of anybody's may be
    }
  }

  /** Java also reads "NaN", "1f" and "0x1p3". */
  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
  }

  /** The same by day. */
  ValueSums byDay() {
    ValueSums days = new ValueSums();
    sums.forEach(
        (key, values) -> days.of(new Key(key.place().firstOfDay(), key.group())).add(values));
    return days;
  }

  void forEach(BiConsumer<Key, Values> each) {
    sums.forEach(each);
  }

  int size() {
    return sums.size();
  }
}
