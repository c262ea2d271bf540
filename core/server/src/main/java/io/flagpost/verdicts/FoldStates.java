package io.flagpost.verdicts;

import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.FoldState;
import io.flagpost.verdicts.FoldStateTable.Kept;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
  private int dirty;

  /** A key and its state. */
  static final class Entry {
    private final FoldKey key;
    private final int shard;
    private final Buffer hash;
    private FoldState state;
    private long lastId;
    private Instant clock;
    private boolean isDirty;

    private Entry(
        FoldKey key, int shard, Buffer hash, FoldState state, long lastId, Instant clock) {
      this.key = key;
      this.shard = shard;
      this.hash = hash;
      this.state = state;
      this.lastId = lastId;
      this.clock = clock;
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

    Buffer hash() {
      return hash;
    }

    /** The key's own time; the earliest there is before the first record. */
    Instant clock() {
      return clock;
    }

    /** Whether a record is in the state already. */
    boolean has(long id) {
      return id <= lastId;
    }

    /** Whether it is not written as it is. */
    boolean isDirty() {
      return isDirty;
    }

    Kept kept(Buffer encoded) {
      return new Kept(shard, hash, lastId, clock, encoded);
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
    Map<FoldKey, Buffer> missing = new LinkedHashMap<>();
    for (FoldKey key : shards.keySet()) {
      if (entries.get(key) == null) {
        missing.put(key, Buffer.buffer(key.hash()));
      }
    }
    return FoldStateTable.read(pool, follower, Set.copyOf(shards.values()), missing.values())
        .onSuccess(
            found ->
                shards.forEach(
                    (key, shard) -> {
                      Buffer hash = missing.get(key);
                      if (hash != null) {
                        entries.put(key, entry(key, shard, hash, found));
                      }
                    }))
        .mapEmpty();
  }

  private static Entry entry(FoldKey key, int shard, Buffer hash, Map<Buffer, Kept> found) {
    Kept kept = found.get(hash);
    return kept == null
        ? new Entry(key, shard, hash, FoldState.begin(), 0, Instant.MIN)
        : new Entry(
            key, shard, hash, FoldState.of(kept.state().getBytes()), kept.lastId(), kept.clock());
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
    entry.clock = Instant.MIN;
  }

  /** A record was folded in, or held against the state. */
  void folded(Entry entry, long id, Instant now, boolean changed) {
    entry.lastId = Math.max(entry.lastId, id);
    if (changed) {
      entry.clock = now;
      if (!entry.isDirty) {
        entry.isDirty = true;
        dirty++;
      }
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

  /** Drops the states of some shards, written or not. */
  void forget(Set<Integer> shards) {
    drop(select(entry -> shards.contains(entry.shard), Integer.MAX_VALUE));
  }
}
