package io.flagpost.verdicts;

import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.FoldState;
import io.flagpost.verdicts.FoldStateTable.Kept;
import io.flagpost.verdicts.FoldStateTable.Place;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The states of one fold that are in memory, those that were used last at the end; the others are
 * read from the database when a record of their key comes. On one context.
 */
final class FoldStates {
  private final Pool pool;
  private final String follower;
  private final Map<FoldKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Integer, Long> generations = new HashMap<>();
  private int dirty;

  /** A key and its state. */
  static final class Entry {
    private final FoldKey key;
    private final int shard;
    private final Buffer hash;
    private FoldState state;
    private long lastId;
    private boolean isDirty;

    private Entry(FoldKey key, int shard, Buffer hash, FoldState state, long lastId) {
      this.key = key;
      this.shard = shard;
      this.hash = hash;
      this.state = state;
      this.lastId = lastId;
    }

    FoldKey key() {
      return key;
    }

    FoldState state() {
      return state;
    }

    /** The record that was folded in last; 0 before the first one. */
    long lastId() {
      return lastId;
    }

    /** The key's own time; the earliest there is before the first record. */
    Instant clock() {
      return state.clock();
    }

    /** Whether a record is in the state already. */
    boolean has(long id) {
      return id <= lastId;
    }

    /** Whether it is not written as it is. */
    boolean isDirty() {
      return isDirty;
    }
  }

  FoldStates(Pool pool, String follower) {
    this.pool = pool;
    this.follower = follower;
  }

  /**
   * Brings the states of some keys into memory.
   *
   * @param shards the shard of each key
   */
  Future<Void> load(Map<FoldKey, Integer> shards) {
    Map<FoldKey, Place> missing = new LinkedHashMap<>();
    shards.forEach(
        (key, shard) -> {
          if (entries.get(key) == null) {
            missing.put(key, place(shard, Buffer.buffer(key.hash())));
          }
        });
    return FoldStateTable.read(pool, missing.values())
        .onSuccess(
            found -> missing.forEach((key, place) -> entries.put(key, entry(key, place, found))))
        .mapEmpty();
  }

  private static Entry entry(FoldKey key, Place place, Map<Place, Kept> found) {
    Kept kept = found.get(place);
    return kept == null
        ? new Entry(key, place.shard(), place.key(), FoldState.begin(), 0)
        : new Entry(
            key,
            place.shard(),
            place.key(),
            FoldState.of(kept.state().getBytes(), kept.clock()),
            kept.lastId());
  }

  /** From now on the states of a shard are those of a generation. */
  void own(int shard, long generation) {
    generations.put(shard, generation);
  }

  /** Under what name the states of a shard are kept. */
  String name(int shard) {
    return name(follower, generations.getOrDefault(shard, 0L));
  }

  /** Under what name the states of a generation are kept. */
  static String name(String follower, long generation) {
    return generation == 0 ? follower : follower + "#" + generation;
  }

  private Place place(int shard, Buffer hash) {
    return new Place(name(shard), shard, hash);
  }

  /** Where a state is kept. */
  Place place(Entry entry) {
    return place(entry.shard, entry.hash);
  }

  /** A state as it is kept. */
  Kept kept(Entry entry, Buffer encoded) {
    return new Kept(place(entry), entry.lastId, entry.clock(), encoded);
  }

  /** A state that was loaded. */
  Entry get(FoldKey key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalStateException("A state was not loaded");
    }
    return entry;
  }

  /** A key has seen no record, as far as its state is concerned. */
  void beginAgain(Entry entry) {
    entry.state = FoldState.begin();
    entry.lastId = 0;
  }

  /** A record was folded in, or held against the state. */
  void folded(Entry entry, long id, boolean changed) {
    entry.lastId = Math.max(entry.lastId, id);
    if (changed && !entry.isDirty) {
      entry.isDirty = true;
      dirty++;
    }
  }

  /** How many states are not written as they are. */
  int dirty() {
    return dirty;
  }

  int size() {
    return entries.size();
  }

  /** The states of some shards that are not written as they are. */
  List<Entry> dirtyOf(Collection<Integer> shards) {
    return select(entry -> entry.isDirty && shards.contains(entry.shard), Integer.MAX_VALUE);
  }

  /** Of some shards those that were used the longest ago. */
  List<Entry> eldestOf(Collection<Integer> shards, int count) {
    return select(entry -> shards.contains(entry.shard), count);
  }

  private List<Entry> select(Predicate<Entry> wanted, int most) {
    List<Entry> selected = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (selected.size() == most) {
        break;
      }
      if (wanted.test(entry)) {
        selected.add(entry);
      }
    }
    return selected;
  }

  /** These are written as they are. */
  void written(Collection<Entry> written) {
    for (Entry entry : written) {
      if (entry.isDirty) {
        entry.isDirty = false;
        dirty--;
      }
    }
  }

  /** Leaves these to the database. */
  void drop(Collection<Entry> dropped) {
    written(dropped);
    dropped.forEach(entry -> entries.remove(entry.key, entry));
  }

  /** Drops the state of a key, written or not. */
  void forget(FoldKey key) {
    Entry entry = entries.get(key);
    if (entry != null) {
      drop(List.of(entry));
    }
  }

  /** Drops the states of some shards, written or not. */
  void forget(Set<Integer> shards) {
    drop(select(entry -> shards.contains(entry.shard), Integer.MAX_VALUE));
  }
}
