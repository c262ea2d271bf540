package io.flagpost.telemetry.spool;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with the settings of a spool: small buffers, few threads, nothing compressed, so that a
 * record's bytes can be found in any of its files. Blocking, used by one thread.
 */
final class RocksLog implements AutoCloseable {
  private static final long WRITE_BUFFER = 4 << 20;
  private static final long CACHE = 2 << 20;
  private static final long TABLE = 16 << 20;
  private static final int OPEN_FILES = 128;
  private static final long INFO_LOG = 1 << 20;

  private final LRUCache cache = new LRUCache(CACHE);
  private final Statistics statistics = new Statistics();
  private final Options options = options(cache, statistics);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReadOptions reads = new ReadOptions().setFillCache(false);
  private @Nullable RocksDB database;

  private RocksLog() {}

  /** Opens a folder, empty at first. An unfinished write at the end of its log is cut off. */
  static RocksLog open(Path folder) throws RocksDBException {
    return load().with(options -> RocksDB.open(options, folder.toString()));
  }

  /**
   * Opens a folder that another process may be writing to. Sees its content at that moment.
   *
   * @param scratch where RocksDB may write its own log
   */
  static RocksLog openReadOnly(Path folder, Path scratch) throws RocksDBException {
    return load()
        .with(
            options ->
                RocksDB.openReadOnly(
                    options.setDbLogDir(scratch.toString()).setMaxOpenFiles(-1),
                    folder.toString()));
  }

  private static RocksLog load() throws RocksDBException {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      RocksDBException failure = new RocksDBException("its library cannot be loaded: " + e);
      failure.initCause(e);
      throw failure;
    }
    return new RocksLog();
  }

  private interface Opening {
    RocksDB open(Options options) throws RocksDBException;
  }

  private RocksLog with(Opening opening) throws RocksDBException {
    try {
      database = opening.open(options);
      return this;
    } catch (RocksDBException e) {
      close();
      throw e;
    }
  }

  private static Options options(LRUCache cache, Statistics statistics) {
    return new Options()
        .setCreateIfMissing(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(WRITE_BUFFER)
        .setMaxWriteBufferNumber(2)
        .setTargetFileSizeBase(TABLE)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxFileOpeningThreads(1)
        .setStatistics(statistics)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(INFO_LOG)
        .setKeepLogFileNum(2)
        .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
  }

  /** Makes these records durable, all or none. */
  void put(List<Entry> entries) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Entry entry : entries) {
        batch.put(entry.key(), entry.frame());
      }
      open().write(synced, batch);
    }
  }

  /** Removes these records; after a crash they may be there again. */
  void remove(List<UUID> ids) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (UUID id : ids) {
        batch.delete(Entry.key(id));
      }
      open().write(unsynced, batch);
    }
  }

  /** Moves these records to where {@link #each} does not read. Durable. */
  void refuse(List<UUID> ids) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (UUID id : ids) {
        byte[] frame = open().get(Entry.key(id));
        if (frame != null) {
          batch.put(Entry.refusedKey(id), frame);
          batch.delete(Entry.key(id));
        }
      }
      open().write(synced, batch);
    }
  }

  /** Undoes {@link #refuse} for all. Durable. */
  void reconsider() throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      each(
          new byte[] {Entry.REFUSED},
          (key, frame) -> {
            batch.put(Entry.key(Entry.id(key)), frame);
            batch.delete(key);
            return true;
          });
      if (batch.count() > 0) {
        open().write(synced, batch);
      }
    }
  }

  boolean holds(UUID id) throws RocksDBException {
    return open().get(Entry.key(id)) != null || open().get(Entry.refusedKey(id)) != null;
  }

  /**
   * Visits one entry after the other.
   *
   * @param <E> what may stop it
   */
  interface Visitor<E extends Exception> {
    /** Whether to go on. */
    boolean visit(byte[] key, byte[] frame) throws RocksDBException, E;
  }

  /** Visits the entries from this key on, in the order of keys. Verifies every checksum. */
  <E extends Exception> void each(byte[] from, Visitor<E> visitor) throws RocksDBException, E {
    try (RocksIterator entries = open().newIterator(reads)) {
      entries.seek(from);
      while (entries.isValid() && visitor.visit(entries.key(), entries.value())) {
        entries.next();
      }
      entries.status();
    }
  }

  /** Frees the disk space of removed records. Only when it holds nothing, refused or not. */
  void purge() throws RocksDBException {
    List<byte[]> everything = List.of(new byte[] {0}, Entry.behindAll());
    open().deleteFilesInRanges(open().getDefaultColumnFamily(), everything, false);
    open().compactRange();
  }

  /** How often the log was synced since it was opened. */
  long syncs() {
    return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
      database = null;
    }
    reads.close();
    unsynced.close();
    synced.close();
    options.close();
    statistics.close();
    cache.close();
  }

  private RocksDB open() {
    if (database == null) {
      throw new IllegalStateException("The engine is closed");
    }
    return database;
  }
}
