package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one plugin lives: every call of its code happens on this lane's threads.
 *
 * <p>Records wait in a bounded inbox; a thread takes whatever is there in one go, so a hand-over
 * costs one wake-up for many records, and so do the look-ups' answers that come together.
 */
final class PluginLane {
  private static final Logger LOG = LoggerFactory.getLogger(PluginLane.class);
  private static final long SERVE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final LaneLimits limits;
  private final Conduct conduct;
  private final CheckRunner runner;
  private final ThreadPoolExecutor executor;
  private final List<LaneThread> threads = new CopyOnWriteArrayList<>();
  private final Queue<LaneCall> inbox = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<Resumption> resumptions = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger unsettled = new AtomicInteger();
  private final AtomicInteger active = new AtomicInteger();
  private volatile boolean closed;

  PluginLane(String pluginId, ClassLoader classLoader, LaneLimits limits, Timer timer) {
    this.limits = limits;
    this.conduct = new Conduct(pluginId, limits, timer);
    this.runner = new CheckRunner(this, conduct);
    AtomicInteger count = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              String name = "plugin-" + pluginId + "-" + count.incrementAndGet();
              LaneThread thread = new LaneThread(task, name, classLoader);
              threads.add(thread);
              return thread;
            });
  }

  /** Hands a record over; every check of it settles, whatever happens. Any thread. */
  void submit(LaneCall call) {
    boolean room = unsettled.addAndGet(call.member().checks().size()) <= limits.capacity();
    if (closed || !room || !conduct.admits(call) || !reserveInbox()) {
      conduct.shed(call);
      call.abandon();
      return;
    }
    conduct.handedOver();
    inbox.add(call);
    wake();
    if (closed) {
      call.abandon(); // close() may have missed it
    }
  }

  /** Gives settled checks' room free. */
  void release(int checks) {
    unsettled.addAndGet(-checks);
  }

  /** Continues the plugin's code with an answer that has come. Any thread. */
  void resume(LaneCall call, Runnable code) {
    resumptions.add(new Resumption(call, code));
    wake();
  }

  /** Notes that a record's time was up before the plugin had answered. */
  void timedOut(LaneCall call, int checks, long now) {
    release(checks);
    threads.forEach(thread -> thread.callOff(call));
    conduct.timedOut(call, checks, now);
  }

  /** Serves answers on a waiting thread of this lane until {@code done}; no-op on any other. */
  void serveUntil(BooleanSupplier done, long nanos) throws InterruptedException {
    if (!(Thread.currentThread() instanceof LaneThread thread) || !threads.contains(thread)) {
      return;
    }
    long start = System.nanoTime();
    while (!done.getAsBoolean() && System.nanoTime() - start < nanos) {
      if (thread.isTimeUp()) {
        throw new InterruptedException("time is up");
      }
      Resumption next = resumptions.poll(SERVE_POLL_NANOS, TimeUnit.NANOSECONDS);
      if (next != null) {
        run(next);
      }
    }
  }

  /** Runs something of the plugin's on its own thread and waits for it. */
  <T> T run(Callable<T> code, Duration most)
      throws ExecutionException, TimeoutException, InterruptedException {
    Future<T> future = executor.submit(code);
    try {
      return future.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException e) {
      future.cancel(true);
      throw e;
    }
  }

  /** Takes nothing more, leaves what waits pending, and interrupts whatever still runs. */
  void close() {
    closed = true;
    executor.shutdownNow();
    for (LaneCall call = inbox.poll(); call != null; call = inbox.poll()) {
      call.abandon();
    }
  }

  Conduct conduct() {
    return conduct;
  }

  private boolean reserveInbox() {
    if (waiting.incrementAndGet() <= limits.capacity()) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  private void wake() {
    int busy = active.get();
    while (busy < limits.threads() && !active.compareAndSet(busy, busy + 1)) {
      busy = active.get();
    }
    if (busy < limits.threads()) {
      try {
        executor.execute(this::drain);
      } catch (RejectedExecutionException e) {
        active.decrementAndGet(); // closed meanwhile: close() and the deadline settle what waits
      }
    }
  }

  private void drain() {
    try {
      while (!closed && !(inbox.isEmpty() && resumptions.isEmpty())) {
        for (Resumption next = resumptions.poll(); next != null; next = resumptions.poll()) {
          run(next);
        }
        takeBatch();
      }
    } finally {
      active.decrementAndGet();
      if (!closed && !(inbox.isEmpty() && resumptions.isEmpty())) {
        wake();
      }
    }
  }

  private void takeBatch() {
    int size = waiting.get();
    LaneCall call = size == 0 ? null : inbox.poll();
    if (call != null) {
      conduct.beganBatch();
    }
    while (call != null) {
      waiting.decrementAndGet();
      runner.ask(call, (LaneThread) Thread.currentThread());
      call = --size > 0 ? inbox.poll() : null;
    }
  }

  private static void run(Resumption resumption) {
    try {
      ((LaneThread) Thread.currentThread()).during(resumption.call(), resumption.code());
    } catch (Throwable e) {
      // Only tasks of the plugin's own that it handed to its executor end here.
      LOG.debug("plugin task failed: {}", Faults.describe(e));
    }
  }

  private record Resumption(LaneCall call, Runnable code) {}
}
