package io.flagpost.telemetry.spool;

import io.flagpost.telemetry.record.RecordIds;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of the spool, counted. Blocking, used by the spool's thread only; {@link #state} by
 * any.
 */
final class SpoolLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolLog.class);
  private static final byte[] FIRST = {0};
  private static final int SALVAGE_GROUP = 500;
  private static final long WORTH_A_PURGE = 8 << 20;

  private final SpoolSettings settings;
  private final SpoolFolder folder;
  private final RocksLogGuard keeper;
  private final Deque<Recovery> salvages = new ArrayDeque<>();
  private final Set<Path> salvaging = new HashSet<>();

  private boolean openedBefore;
  private boolean closed;
  private byte[] from = FIRST; // no key is lower, but for those of refused records none need be
  private long records;
  private long bytes;
  private long room;
  private long refused;
  private long unreadable;
  private long writtenSincePurge;
  private int damagedFolders;

  private volatile SpoolState state = SpoolState.UNOPENED;
  private volatile long syncs;

  SpoolLog(SpoolSettings settings, SecureRandom random, Clock clock) {
    this.settings = settings;
    this.folder = new SpoolFolder(settings.folder());
    this.keeper = new RocksLogGuard(folder, random, clock, this::count);
  }

  /** Its state after the last operation. Any thread. */
  SpoolState state() {
    return state;
  }

  /** How often records were made durable. Any thread. */
  long syncs() {
    return syncs;
  }

  /** Opens it if it is not open, and reads its state. */
  void look() {
    use(
        engine -> {
          countDamagedFolders();
          room = roomLeft();
          return purgeIfEmpty(engine);
        });
  }

  /** How many bytes it takes now. */
  long room() {
    return use(engine -> room = roomLeft());
  }

  private long roomLeft() throws IOException {
    return Math.min(settings.maxBytes() - bytes, folder.freeBytes() - settings.minFreeBytes());
  }

  /**
   * A record with its content.
   *
   * @param id its record id
   * @param content the record as the codec encoded it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Content(UUID id, byte[] content) {
    int bytes() {
      return Frame.OVERHEAD + content.length;
    }
  }

  /**
   * Makes records durable, all or none. If that fails, the log is opened again and it is tried once
   * more.
   */
  void append(List<Content> contents) {
    if (contents.isEmpty()) {
      return;
    }
    try {
      use(engine -> append(engine, contents));
    } catch (SpoolException e) {
      LOG.debug("The spool is opened anew", e);
      try {
        use(engine -> append(engine, contents));
      } catch (SpoolException again) {
        keeper.pause(again);
        throw again;
      }
    }
  }

  private RocksLog append(RocksLog engine, List<Content> contents) throws RocksDBException {
    List<Entry> entries =
        contents.stream()
            .map(each -> new Entry(each.id(), Frame.of(keeper.marker(), each.id(), each.content())))
            .toList();
    put(engine, entries);
    return engine;
  }

  private void put(RocksLog engine, List<Entry> entries) throws RocksDBException {
    engine.put(entries);
    for (Entry entry : entries) {
      records++;
      bytes += entry.frame().length;
      writtenSincePurge += entry.frame().length;
      if (Arrays.compareUnsigned(entry.key(), from) < 0) {
        from = entry.key();
      }
    }
  }

  /** The oldest records, up to these limits, at least one if there is any. */
  List<SpooledRecord> oldest(int maxRecords, long maxBytes) {
    Found found = find(maxRecords, maxBytes);
    while (found.held().isEmpty() && found.some()) { // there may be others behind them
      found = find(maxRecords, maxBytes);
    }
    return found.held();
  }

  /**
   * Records that were found.
   *
   * @param held them
   * @param some whether others were found and moved out of the way
   */
  private record Found(List<SpooledRecord> held, boolean some) {}

  private Found find(int maxRecords, long maxBytes) {
    return use(
        engine -> {
          OldestRecords oldest = new OldestRecords(maxRecords, maxBytes);
          engine.each(from, oldest);
          List<SpooledRecord> held = oldest.held();
          List<UUID> unknown = oldest.unreadable();
          refuse(engine, unknown);
          from = held.isEmpty() ? unknown.isEmpty() ? behindPending() : from : key(held.get(0));
          if (held.isEmpty() && unknown.isEmpty()) {
            records = 0; // whatever a write that failed, and was written, made of the count
          }
          return new Found(held, !unknown.isEmpty());
        });
  }

  private static byte[] behindPending() {
    return new byte[] {Entry.REFUSED};
  }

  private static byte[] key(SpooledRecord held) {
    return Entry.key(held.request().record().recordId());
  }

  /** Removes records that are stored. */
  void remove(List<SpooledRecord> stored) {
    use(
        engine -> {
          engine.remove(ids(stored));
          stored.forEach(each -> bytes -= each.bytes());
          records -= stored.size();
          return purgeIfEmpty(engine);
        });
  }

  /** Moves records that PostgreSQL refuses out of the way until the next start. */
  void refuse(List<SpooledRecord> held) {
    use(
        engine -> {
          refuse(engine, ids(held));
          return engine;
        });
  }

  private void refuse(RocksLog engine, List<UUID> ids) throws RocksDBException {
    if (!ids.isEmpty()) {
      engine.refuse(ids);
      records -= ids.size();
      refused += ids.size();
    }
  }

  private static List<UUID> ids(List<SpooledRecord> held) {
    return held.stream().map(each -> each.request().record().recordId()).toList();
  }

  /** Recovers a part of the damaged folders. Returns whether there is more to do. */
  boolean salvage() {
    Recovery salvage = salvages.peekFirst();
    return salvage != null
        && use(
            engine -> {
              if (!salvage.step(found -> putMissing(engine, found))) {
                unreadable += salvage.unreadable();
                salvages.removeFirst();
              }
              return !salvages.isEmpty();
            });
  }

  private void putMissing(RocksLog engine, List<Entry> found) throws IOException, RocksDBException {
    List<Entry> group = new ArrayList<>();
    Set<UUID> seen = new HashSet<>();
    for (Entry entry : found) {
      if (seen.add(entry.id()) && !engine.holds(entry.id())) {
        byte[] content = Frame.contentAt(entry.frame(), 0);
        group.add(new Entry(entry.id(), Frame.of(keeper.marker(), entry.id(), content)));
      }
      if (group.size() == SALVAGE_GROUP) {
        put(engine, group);
        group.clear();
      }
    }
    if (!group.isEmpty()) {
      put(engine, group);
    }
  }

  /** Counts all records again, which also verifies them. */
  private RocksLog count(RocksLog engine) throws IOException, RocksDBException {
    if (!openedBefore) {
      engine.reconsider();
      openedBefore = true;
    }
    records = 0;
    bytes = 0;
    refused = 0;
    from = behindPending();
    engine.each(
        FIRST,
        (key, frame) -> {
          bytes += frame.length;
          if (Entry.isRefused(key)) {
            refused++;
          } else if (records++ == 0) {
            from = key;
          }
          return true;
        });
    countDamagedFolders();
    return engine;
  }

  private void countDamagedFolders() throws IOException {
    List<Path> damaged = folder.damaged();
    damagedFolders = damaged.size();
    for (Path each : damaged) {
      if (!Recovery.isDone(each) && salvaging.add(each)) {
        salvages.addLast(Recovery.of(each));
      }
    }
  }

  private RocksLog purgeIfEmpty(RocksLog engine) throws RocksDBException {
    if (records == 0 && refused == 0 && writtenSincePurge >= WORTH_A_PURGE) {
      engine.purge();
      writtenSincePurge = 0;
    }
    return engine;
  }

  private <T> T use(RocksLogGuard.Action<T> action) {
    if (closed) {
      throw new SpoolException(new IOException("they are closed"));
    }
    try {
      return keeper.with(action);
    } finally {
      publish();
    }
  }

  private void publish() {
    syncs = keeper.syncs();
    state =
        new SpoolState(
            keeper.isOpen(),
            records,
            bytes,
            room,
            records == 0 || from.length != 16 ? null : RecordIds.timeOf(Entry.id(from)),
            refused,
            unreadable,
            damagedFolders);
  }

  @Override
  public void close() {
    closed = true;
    keeper.close();
    publish();
  }
}
