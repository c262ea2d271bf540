package io.flagpost.platform.snapshot;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the newest reference data to a file whenever they have changed, on its own thread. All
 * changes made while the file is being written are covered by one further write. Any thread.
 *
 * @param <T> the data, immutable; equal if nothing has changed
 */
public final class ReferenceFileWriter<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceFileWriter.class);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(10);
  private static final String UNUSABLE = "unusable";

  private final Vertx vertx;
  private final WorkerExecutor executor;
  private final EncryptedFile file;
  private final Supplier<T> newest;
  private final Function<T, byte[]> encoder;
  private final Clock clock;
  private final LongAdder written = new LongAdder();
  private final LongAdder failures = new LongAdder();

  // On the executor's thread only.
  private @Nullable T inFile;
  private boolean unusable;
  private boolean failing;

  // Guarded by this.
  private boolean begun;
  private boolean wanted;
  private boolean busy;
  private Future<Void> running = Future.succeededFuture();
  private long retryTimer = -1;

  private volatile long writtenAtMillis;

  /**
   * @param newest the newest data; called on the writing thread
   * @param encoder encodes them, on that thread, too
   * @param inFile the data in the file, if it could be read
   * @param unusable whether there is an unreadable file: it is renamed, not replaced
   * @param clock dates writes
   */
  public ReferenceFileWriter(
      Vertx vertx,
      EncryptedFile file,
      Supplier<T> newest,
      Function<T, byte[]> encoder,
      @Nullable T inFile,
      boolean unusable,
      Clock clock) {
    this.vertx = vertx;
    this.executor = vertx.createSharedWorkerExecutor("reference-snapshot", 1);
    this.file = file;
    this.newest = newest;
    this.encoder = encoder;
    this.inFile = inFile;
    this.unusable = unusable;
    this.clock = clock;
  }

  /** Allows writing from now on; earlier calls of {@link #changed} had no effect. */
  public void begin() {
    synchronized (this) {
      begun = true;
    }
    changed();
  }

  /** Notes that the data may have changed. Returns at once. */
  public synchronized void changed() {
    wanted = true;
    if (begun && !busy) {
      busy = true;
      running = write();
    }
  }

  /** Writes pending changes, if any, and stops. Never fails: failures are logged. */
  public Future<Void> close() {
    Future<Void> last;
    synchronized (this) {
      begun = false;
      vertx.cancelTimer(retryTimer);
      last = running;
    }
    return last.eventually(executor::close).otherwiseEmpty();
  }

  /** The time of the last write, in milliseconds since 1970; 0 if there was none yet. */
  public long writtenAtMillis() {
    return writtenAtMillis;
  }

  /** The number of writes. */
  public long writtenCount() {
    return written.sum();
  }

  /** The number of failed writes. */
  public long failedCount() {
    return failures.sum();
  }

  private synchronized Future<Void> write() {
    wanted = false;
    return executor
        .<Void>executeBlocking(
            () -> {
              writeIfNew();
              return null;
            })
        .onFailure(failure -> tryLater())
        .otherwiseEmpty()
        .compose(done -> again());
  }

  private synchronized Future<Void> again() {
    busy = wanted;
    return wanted ? write() : Future.succeededFuture();
  }

  private synchronized void tryLater() {
    if (begun) {
      vertx.cancelTimer(retryTimer);
      retryTimer = vertx.setTimer(RETRY_PAUSE.toMillis(), timer -> changed());
    }
  }

  private void writeIfNew() throws IOException {
    T value = newest.get();
    if (value.equals(inFile)) {
      return;
    }
    try {
      long begin = System.nanoTime();
      keepUnusable();
      byte[] bytes = encoder.apply(value);
      file.write(bytes);
      inFile = value;
      written.increment();
      writtenAtMillis = clock.millis();
      LOG.debug(
          "Wrote {} with {} bytes in {} ms",
          file,
          bytes.length,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      setFailing(null);
    } catch (IOException | RuntimeException e) {
      failures.increment();
      setFailing(e);
      throw e;
    }
  }

  /** A file that this node cannot use may be usable with the right key. */
  private void keepUnusable() throws IOException {
    if (!unusable) {
      return;
    }
    try {
      Path aside = file.setAside(UNUSABLE);
      LOG.warn("The file {} is unusable and was renamed to {}", file, aside);
    } catch (NoSuchFileException e) {
      LOG.debug("The file {} no longer exists", file);
    }
    unusable = false;
  }

  private void setFailing(@Nullable Exception failure) {
    if (failure != null && !failing) {
      LOG.error(
          "Cannot write the reference data to {}: while PostgreSQL is unreachable, a restarted node"
              + " would not have the newest data; trying again",
          file,
          failure);
    } else if (failure == null && failing) {
      LOG.info("The reference data can be written to {} again", file);
    }
    failing = failure != null;
  }
}
