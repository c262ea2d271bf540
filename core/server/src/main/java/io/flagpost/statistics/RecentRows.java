package io.flagpost.statistics;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is in the rows of a table that were used last, by key. On one context. */
final class RecentRows<K, V> {
  private final int most;
  private final Map<K, V> rows = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most how many are left by {@link #trim}
   */
  RecentRows(int most) {
    this.most = most;
  }

  /** The keys whose rows have to be read. */
  List<K> missing(Collection<K> wanted) {
    return wanted.stream().filter(key -> !rows.containsKey(key)).toList();
  }

  void put(K key, V row) {
    rows.put(key, row);
  }

  /** What is in a row, or will be. */
  V of(K key, Supplier<V> absent) {
    return rows.computeIfAbsent(key, none -> absent.get());
  }

  void remove(K key) {
    rows.remove(key);
  }

  /** Lets those go that were not used for the longest time. */
  void trim() {
    Iterator<K> eldest = rows.keySet().iterator();
    for (int excess = rows.size() - most; excess > 0; excess--) {
      eldest.next();
      eldest.remove();
    }
  }

  void clear() {
    rows.clear();
  }
}
