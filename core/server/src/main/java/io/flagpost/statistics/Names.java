package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Which names that senders made up have rows of their own. Anybody can make up any number of them;
 * those that many records have are to be seen all the same.
 *
 * <p>While there is room, each name gets a row. Then a name takes the place of the one with the
 * fewest records by chance, the more likely the more records it has beside that one's (randomized
 * admission, Ben Basat and others 2017): a name in many records soon has a row and keeps it, and a
 * flood of names in one record each replaces few. What was counted for the one that goes is counted
 * with all others from then on. A row counts the records of its name from the id on that the name
 * was let in with; a verdict on an earlier one moves the others' counts.
 *
 * <p>On one context; changes in the transaction of its caller, and has to {@link #forget} if that
 * fails.
 */
final class Names {
  private static final int MOST_SCOPES = 128;

  private final RandomGenerator random;
  private final int most;
  private final Map<NameScope, Map<String, Tracked>> scopes = new LinkedHashMap<>(16, 0.75f, true);

  /** A name with a row of its own. */
  static final class Tracked {
    final long since;
    long weight;
    long saved;

    Tracked(long since, long weight, long saved) {
      this.since = since;
      this.weight = weight;
      this.saved = saved;
    }

    /** Of some use only if about right: not with each record. */
    boolean isWorthSaving() {
      return weight >= 2 * saved;
    }
  }

  /** Some names of a dimension and how many records have them. */
  static final class Met {
    private final Map<NameScope, Map<String, Long>> names = new HashMap<>();

    /** It is to be known whether the name has a row. */
    void touch(NameScope scope, Label label) {
      if (label.isInvented()) {
        names.computeIfAbsent(scope, absent -> new HashMap<>());
      }
    }

    void add(NameScope scope, Label label, long records) {
      if (label.isInvented()) {
        names
            .computeIfAbsent(scope, absent -> new HashMap<>())
            .merge(label.text(), records, Long::sum);
      }
    }
  }

  /**
   * Which rows there are.
   *
   * @param evicted names whose rows have to go
   */
  record Rows(Map<NameScope, Map<String, Tracked>> tracked, Map<NameScope, Set<String>> evicted) {

    /**
     * As a record is counted.
     *
     * @param id the record's
     */
    Label label(NameScope scope, Label raw, long id) {
      if (!raw.isInvented()) {
        return raw;
      }
      Tracked own = tracked.getOrDefault(scope, Map.of()).get(raw.text());
      return own == null || id < own.since ? Label.OTHER : raw;
    }

    /** The names of a dimension whose rows have to go. */
    List<NameTable.Named> evicted(Dimension dimension) {
      List<NameTable.Named> gone = new ArrayList<>();
      evicted.forEach(
          (scope, names) -> {
            if (scope.dimension() == dimension) {
              names.forEach(name -> gone.add(new NameTable.Named(scope, name)));
            }
          });
      return gone;
    }
  }

  /**
   * @param most how many names have rows of their own in a scope
   */
  Names(RandomGenerator random, int most) {
    this.random = random;
    this.most = most;
  }

  /**
   * Decides about the names in some new records.
   *
   * @param firstId no record with a lower id is among these; all with a higher one are, or will
   *     come
   */
  Future<Rows> admit(SqlConnection connection, Met met, long firstId) {
    Set<NameScope> missing = new LinkedHashSet<>(met.names.keySet());
    missing.removeAll(scopes.keySet());
    return NameTable.read(connection, missing)
        .compose(
            found -> {
              missing.forEach(
                  scope -> scopes.put(scope, found.getOrDefault(scope, new HashMap<>())));
              Map<NameScope, Map<String, Tracked>> changed = new LinkedHashMap<>();
              Rows rows = new Rows(new HashMap<>(), new LinkedHashMap<>());
              met.names.forEach((scope, names) -> admit(scope, names, firstId, rows, changed));
              trim();
              return NameTable.delete(connection, rows.evicted())
                  .compose(v -> NameTable.write(connection, changed))
                  .map(rows);
            });
  }

  private void admit(
      NameScope scope,
      Map<String, Long> names,
      long firstId,
      Rows rows,
      Map<NameScope, Map<String, Tracked>> changed) {
    Map<String, Tracked> tracked = scopes.getOrDefault(scope, new HashMap<>());
    rows.tracked().put(scope, tracked);
    Map<String, Tracked> toSave = new LinkedHashMap<>();
    Set<String> gone = new LinkedHashSet<>();
    List<Map.Entry<String, Long>> strangers = new ArrayList<>();
    for (Map.Entry<String, Long> one : names.entrySet()) {
      Tracked own = tracked.get(one.getKey());
      if (own == null) {
        strangers.add(one);
      } else {
        own.weight += one.getValue();
        if (own.isWorthSaving()) {
          toSave.put(one.getKey(), own);
        }
      }
    }
    strangers.sort(
        Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
    Map.Entry<String, Tracked> least = null;
    for (Map.Entry<String, Long> one : strangers) {
      long weight = one.getValue();
      if (tracked.size() >= Math.min(most, scope.dimension().most())) {
        least = least == null ? least(tracked) : least;
        weight += least.getValue().weight;
        if (random.nextDouble() * weight >= one.getValue()) {
          continue;
        }
        tracked.remove(least.getKey());
        toSave.remove(least.getKey());
        if (least.getValue().saved > 0) { // one that came with these records has no row yet
          gone.add(least.getKey());
        }
        least = null;
      }
      Tracked own = new Tracked(firstId, weight, 0);
      tracked.put(one.getKey(), own);
      toSave.put(one.getKey(), own);
    }
    if (!toSave.isEmpty()) {
      changed.put(scope, toSave);
    }
    if (!gone.isEmpty()) {
      rows.evicted().put(scope, gone);
    }
  }

  private static Map.Entry<String, Tracked> least(Map<String, Tracked> tracked) {
    Map.Entry<String, Tracked> least = null;
    for (Map.Entry<String, Tracked> one : tracked.entrySet()) {
      if (least == null || one.getValue().weight < least.getValue().weight) {
        least = one;
      }
    }
    if (least == null) {
      throw new IllegalStateException("no names");
    }
    return Map.entry(least.getKey(), least.getValue());
  }

  private void trim() {
    Iterator<NameScope> eldest = scopes.keySet().iterator();
    for (int excess = scopes.size() - MOST_SCOPES; excess > 0; excess--) {
      eldest.next();
      eldest.remove();
    }
  }

  /** Reads all again when it is needed. */
  void forget() {
    scopes.clear();
  }
}
