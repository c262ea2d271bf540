package io.flagpost.telemetry.spool;

import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds records on this machine's disk. Group commit as in the store: while one group is being
 * synced, the next one fills up.
 *
 * <p>Callable on any thread; answers on the caller's context. Its files are a worker's.
 */
public final class Spool {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int GROUP_RECORDS = 1_000;
  private static final long GROUP_BYTES = 4 << 20;
  private static final long LOOK_MILLIS = 5_000;
  private static final long LONGEST_TASK_MINUTES = 10;
  private static final Boolean DONE = true;
  private static final long FIXED_BYTES = 2_000;

  private record Waiting(StoreRequest request, long bytes, Context caller, Promise<Void> promise) {
    void kept() {
      caller.runOnContext(v -> promise.tryComplete());
    }

    void lost(Throwable cause) {
      StoreUnavailableException refusal =
          cause instanceof StoreUnavailableException known
              ? known
              : new StoreUnavailableException("The spool could not keep the record", cause);
      caller.runOnContext(v -> promise.tryFail(refusal));
    }
  }

  private final Vertx vertx;
  private final SpoolSettings settings;
  private final SpoolLog contents;
  private final WorkerExecutor worker;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingRecords = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicLong spooled = new AtomicLong();
  private final long timer;
  private final Future<Void> opened;
  private boolean full; // the worker's, as the next one
  private boolean failing;
  private final Promise<Void> ended = Promise.promise();
  private volatile boolean closed;

  private Spool(Vertx vertx, SpoolSettings settings, SpoolLog contents) {
    this.vertx = vertx;
    this.settings = settings;
    this.contents = contents;
    this.worker =
        vertx.createSharedWorkerExecutor("spool", 1, LONGEST_TASK_MINUTES, TimeUnit.MINUTES);
    this.opened = onWorker(this::look);
    this.timer = vertx.setPeriodic(LOOK_MILLIS, id -> onWorker(this::look));
  }

  /**
   * Begins to open a spool. What is wrong with its folder shows in {@link #state}; it is tried
   * again whenever it is needed.
   */
  public static Spool open(Vertx vertx, SpoolSettings settings, Clock clock) {
    return new Spool(vertx, settings, new SpoolLog(settings, new SecureRandom(), clock));
  }

  /** Done when the first attempt to open it is over, and what it holds is known. */
  public Future<Void> opened() {
    return opened;
  }

  /** How it is. */
  public SpoolState state() {
    return contents.state();
  }

  /** How many records it has taken since the start. */
  public long spooledCount() {
    return spooled.get();
  }

  /** How often it has synced its log since the start; each group that it took was one. */
  public long syncCount() {
    return contents.syncs();
  }

  /**
   * Keeps a record.
   *
   * @return done when it is durable; fails with {@link StoreUnavailableException} if it could not
   *     be made so
   */
  Future<Void> append(StoreRequest request) {
    long bytes = bytesOf(request);
    if (closed) {
      return Future.failedFuture(new StoreUnavailableException("The spool is closed"));
    }
    int records = waitingRecords.incrementAndGet();
    if (waitingBytes.addAndGet(bytes) > settings.maxWaitingBytes()
        || records > settings.maxWaitingRecords()) {
      release(bytes);
      return Future.failedFuture(new StoreUnavailableException("The spool is too slow"));
    }
    Promise<Void> promise = Promise.promise();
    waiting.add(new Waiting(request, bytes, vertx.getOrCreateContext(), promise));
    schedule();
    return promise.future();
  }

  /** The oldest records, up to these limits, at least one if there is any. */
  Future<List<SpooledRecord>> oldest(int maxRecords, long maxBytes) {
    return onWorker(() -> contents.oldest(maxRecords, maxBytes));
  }

  /** Forgets records that are stored. */
  Future<Void> remove(List<SpooledRecord> stored) {
    return onWorker(() -> contents.remove(stored));
  }

  /** Keeps records that PostgreSQL does not take out of the way of the others. */
  Future<Void> refuse(List<SpooledRecord> held) {
    return onWorker(() -> contents.refuse(held));
  }

  /** Takes no more records, makes those durable that it took, and closes its files. */
  public Future<Void> close() {
    if (closed) {
      return ended.future();
    }
    closed = true;
    vertx.cancelTimer(timer);
    onWorker(
            () -> {
              while (!waiting.isEmpty()) {
                writeGroup();
              }
              contents.close();
            })
        .eventually(worker::close)
        .onComplete(ended);
    return ended.future();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      onWorker(
              () -> {
                scheduled.set(false);
                writeGroup();
              })
          .onSuccess(
              v -> {
                if (!waiting.isEmpty()) {
                  schedule();
                }
              })
          .onFailure(failure -> takeGroup().forEach(each -> each.lost(failure)));
    }
  }

  /** Makes what arrived meanwhile durable, with one sync. */
  private void writeGroup() {
    List<Waiting> group = takeGroup();
    if (group.isEmpty()) {
      return;
    }
    try {
      List<Waiting> fitting = new ArrayList<>(group.size());
      contents.append(encode(group, fitting));
      spooled.addAndGet(fitting.size());
      fitting.forEach(Waiting::kept);
      noteFailing(null);
    } catch (RuntimeException | Error e) {
      noteFailing(e);
      group.forEach(each -> each.lost(e));
    }
  }

  private void noteFailing(@Nullable Throwable failure) {
    if (failure != null && !failing) {
      LOG.error("Records are not kept and not acknowledged: {}", failure.getMessage());
    } else if (failure == null && failing) {
      LOG.info("The spool keeps records again");
    }
    failing = failure != null;
  }

  private List<SpoolLog.Content> encode(List<Waiting> group, List<Waiting> fitting) {
    List<SpoolLog.Content> encoded = new ArrayList<>(group.size());
    long room = contents.room();
    boolean refusing = false;
    for (Waiting each : group) {
      SpoolLog.Content content =
          new SpoolLog.Content(
              each.request().record().recordId(), SpoolCodec.encode(each.request()));
      room -= content.bytes();
      if (room >= 0) {
        encoded.add(content);
        fitting.add(each);
      } else {
        refusing = true;
        each.lost(new StoreUnavailableException("The spool is full"));
      }
    }
    noteFull(refusing);
    return encoded;
  }

  private void noteFull(boolean refusing) {
    if (refusing && !full) {
      LOG.error(
          "The spool is full with {} records: see spool.max-size and spool.min-free",
          contents.state().records());
    } else if (full && !refusing) {
      LOG.info("The spool has room again");
    }
    full = refusing;
  }

  private List<Waiting> takeGroup() {
    List<Waiting> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < GROUP_RECORDS && bytes < GROUP_BYTES) {
      Waiting next = waiting.poll();
      if (next == null) {
        break;
      }
      release(next.bytes());
      bytes += next.bytes();
      group.add(next);
    }
    return group;
  }

  private void release(long bytes) {
    waitingRecords.decrementAndGet();
    waitingBytes.addAndGet(-bytes);
  }

  /** Opens it if need be, then works through damaged folders, with appends in between. */
  private void look() {
    if (closed) {
      return;
    }
    try {
      contents.look();
      if (contents.salvage()) {
        onWorker(this::look);
      }
    } catch (SpoolException e) {
      LOG.debug("The spool cannot be used yet", e);
    }
  }

  private Future<Void> onWorker(Runnable task) {
    return onWorker(
            () -> {
              task.run();
              return DONE;
            })
        .mapEmpty();
  }

  private <T> Future<T> onWorker(Callable<T> task) {
    try {
      return worker.executeBlocking(task);
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(new StoreUnavailableException("The spool is closed", e));
    }
  }

  /** About how much memory it takes. */
  private static long bytesOf(StoreRequest request) {
    TelemetryFields fields = request.record().fields();
    RawPart raw = request.record().raw();
    String text = fields.textData();
    return FIXED_BYTES
        + (text == null ? 0 : text.length())
        + (raw == null ? 0 : raw.body().length + raw.query().length);
  }
}
