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
 * Writes the newest reference data to a file whenever they have changed, on a thread of its own.
 * However many changes come while the file is being written, one more writing covers them. Any
 * thread.
 *
 * @param <T> what is written, immutable; equal if nothing has changed
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
   * @param newest what is to be in the file; asked on the writing thread
   * @param encoder makes bytes of it, on that thread too
   * @param inFile what is in the file, if it could be read
   * @param unusable whether there is a file that could not be: it is set aside, not replaced
   * @param clock tells when something was written
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

  /** There is something to be written from now on; what {@link #changed} said before is not. */
  public void begin() {
    synchronized (this) {
      begun = true;
    }
    changed();
  }

  /** There may be something new. Returns at once. */
  public synchronized void changed() {
    wanted = true;
    if (begun && !busy) {
      busy = true;
      running = write();
    }
  }

  /** Writes what is new, if anything is, and ends. Never fails: a failure has been logged. */
  public Future<Void> close() {
    Future<Void> last;
    synchronized (this) {
      begun = false;
      vertx.cancelTimer(retryTimer);
      last = running;
    }
    return last.eventually(executor::close).otherwiseEmpty();
  }

  /** When something was written last, in milliseconds since 1970; 0 if nothing was yet. */
  public long writtenAtMillis() {
    return writtenAtMillis;
  }

  /** How often something was written. */
  public long writtenCount() {
    return written.sum();
  }

  /** How often that failed. */
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

  /** What is of no use to this node may be of use to whoever has its key. */
  private void keepUnusable() throws IOException {
    if (!unusable) {
      return;
    }
    try {
      Path aside = file.setAside(UNUSABLE);
      LOG.warn("The file {} was of no use and is now {}", file, aside);
    } catch (NoSuchFileException e) {
      LOG.debug("Somebody has taken {} away", file);
    }
    unusable = false;
  }

  private void setFailing(@Nullable Exception failure) {
    if (failure != null && !failing) {
      LOG.error(
          "The reference data cannot be written to {}: while PostgreSQL is away, a restarted node"
              + " would not know the newest; trying again",
          file,
          failure);
    } else if (failure == null && failing) {
      LOG.info("The reference data are written to {} again", file);
    }
    failing = failure != null;
  }
}
