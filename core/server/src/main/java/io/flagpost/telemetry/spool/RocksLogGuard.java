package io.flagpost.telemetry.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an engine open on the spool's folder: opens it when it is needed, closes it when it failed,
 * and sets the folder aside when it is damaged, to begin a new one. Blocking, used by one thread.
 */
final class RocksLogGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksLogGuard.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SpoolFolder folder;
  private final SecureRandom random;
  private final Clock clock;
  private final Action<?> whenOpened;
  private Marker marker = new Marker(0);
  private @Nullable RocksLog engine;
  private @Nullable SpoolException failure;
  private long failedAtNanos;
  private long syncsBefore;

  /** Something to be done with an open engine. */
  interface Action<T> {
    T on(RocksLog engine) throws IOException, RocksDBException;
  }

  /**
   * @param whenOpened comes before anything else is done with an engine that has just been opened
   */
  RocksLogGuard(SpoolFolder folder, SecureRandom random, Clock clock, Action<?> whenOpened) {
    this.folder = folder;
    this.random = random;
    this.clock = clock;
    this.whenOpened = whenOpened;
  }

  /** What the records in the folder begin with, once it was opened. */
  Marker marker() {
    return marker;
  }

  boolean isOpen() {
    return engine != null;
  }

  /** How often the logs were synced. */
  long syncs() {
    return syncsBefore + (engine == null ? 0 : engine.syncs());
  }

  /**
   * Does something with the engine. After a failure the next call opens it anew.
   *
   * @throws SpoolException if it cannot be opened, or failed
   */
  <T> T with(Action<T> action) {
    RocksLog open = open();
    try {
      return action.on(open);
    } catch (RocksDBException e) {
      close();
      if (isDamage(e)) {
        setAside(e);
      }
      throw new SpoolException(e);
    } catch (IOException e) {
      throw new SpoolException(e);
    }
  }

  /** Does not open it again for a moment. */
  void pause(SpoolException reason) {
    close();
    failure = reason;
    failedAtNanos = System.nanoTime();
  }

  @Override
  public void close() {
    if (engine != null) {
      syncsBefore += engine.syncs();
      engine.close();
      engine = null;
    }
  }

  private RocksLog open() {
    if (engine != null) {
      return engine;
    }
    if (failure != null && System.nanoTime() - failedAtNanos < PAUSE_NANOS) {
      throw failure;
    }
    try {
      engine = openWhatIsThere();
      failure = null;
      return engine;
    } catch (SpoolException e) {
      if (failure == null) {
        LOG.error("The spool in {} cannot be opened", folder.path(), e);
      }
      pause(e);
      throw e;
    }
  }

  private RocksLog openWhatIsThere() {
    try {
      if (folder.isHeadless()) {
        setAside(new RocksDBException("CURRENT is missing"));
      }
      return openAndLook();
    } catch (RocksDBException e) {
      if (!isDamage(e)) {
        throw new SpoolException(e);
      }
      setAside(e);
    } catch (IOException e) {
      throw new SpoolException(e);
    }
    try {
      return openAndLook();
    } catch (RocksDBException e) {
      throw new SpoolException(e);
    } catch (IOException e) {
      throw new SpoolException(e);
    }
  }

  private RocksLog openAndLook() throws IOException, RocksDBException {
    folder.make();
    marker = Marker.of(folder.path(), random);
    List<Entry> cutOff = new ArrayList<>();
    for (Path log : folder.logs()) {
      cutOff.addAll(RawRecords.behindTheEnd(log, marker).whole());
    }
    RocksLog opened = RocksLog.open(folder.path());
    try {
      keep(opened, cutOff);
      whenOpened.on(opened);
      return opened;
    } catch (IOException | RocksDBException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void keep(RocksLog opened, List<Entry> cutOff) throws RocksDBException {
    List<Entry> missing = new ArrayList<>();
    for (Entry entry : cutOff) {
      if (!opened.holds(entry.id())) {
        missing.add(entry);
      }
    }
    if (!missing.isEmpty()) {
      LOG.warn(
          "{} records were whole in an unfinished write of the spool and are kept", missing.size());
      opened.put(missing);
    }
  }

  /** Whether the files are not what they were written as, rather than that they cannot be used. */
  private static boolean isDamage(RocksDBException failure) {
    Status status = failure.getStatus();
    if (status == null) {
      return false;
    }
    return switch (status.getCode()) {
      case Corruption, NotSupported, InvalidArgument, NotFound -> true;
      case IOError -> String.valueOf(status.getState()).contains("No such file");
      default -> false;
    };
  }

  private void setAside(RocksDBException reason) {
    try {
      Path aside = folder.setAside(clock.instant());
      LOG.error(
          "The spool is damaged: {}. It was set aside as {}, and what can be read of it is brought"
              + " back",
          reason.getMessage(),
          aside);
    } catch (IOException e) {
      LOG.error("The spool in {} is damaged and could not be set aside", folder.path(), e);
      throw new SpoolException(e);
    }
  }
}
