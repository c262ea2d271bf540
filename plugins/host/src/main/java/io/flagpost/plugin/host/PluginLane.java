package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The execution of one plugin: all of its code runs on this lane's threads.
 *
 * <p>Records wait in bounded inboxes; a thread takes all waiting records at once, so that a
 * hand-over costs one wake-up for many records, and so do look-ups' answers that arrive together.
 * Records that are being received take precedence: stored ones have their own inbox, with its own
 * bounds, which is served one record at a time and only while the other is empty.
 */
final class PluginLane {
  private static final long SERVE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ProcessDefaults defaults = ProcessDefaults.atStart();
  private final String pluginId;
  private final LaneLimits limits;
  private final Timer timer;
  private final PluginHealth conduct;
  private final CheckRunner runner;
  private final LaneThreads threads;
  private final LaneQueue queue;
  private final AtomicInteger active = new AtomicInteger();
  private final LongAdder arrivals = new LongAdder();
  private volatile boolean closed;

  /** Created on a thread without vendor code, because the lane's threads inherit from it. */
  PluginLane(
      String pluginId,
      ClassLoader classLoader,
      LaneLimits limits,
      Timer timer,
      PluginCounters ledger) {
    this.pluginId = pluginId;
    this.limits = limits;
    this.timer = timer;
    this.conduct = new PluginHealth(pluginId, timer, ledger);
    this.runner = new CheckRunner(this, conduct);
    this.queue = new LaneQueue(limits.capacity());
    this.threads = new LaneThreads(pluginId, classLoader, limits);
  }

  /** Hands records over; every check of theirs settles, whatever happens. Any thread. */
  void submit(List<LaneCall> calls) {
    int taken = 0;
    for (LaneCall call : calls) {
      taken += take(call) ? 1 : 0;
    }
    for (int i = 0; i < Math.min(taken, limits.threads()); i++) {
      wake();
    }
    if (closed) {
      calls.forEach(LaneCall::abandon); // close() may have missed them
    }
  }

  private boolean take(LaneCall call) {
    arrivals.increment();
    Inbox inbox = queue.inboxOf(call);
    boolean room = inbox.reserve(call.checks());
    boolean wanted = !closed && conduct.admits(call, isLost());
    if (!wanted) {
      conduct.shed(call);
    } else if (!room || !inbox.reservePlace()) {
      conduct.overfull(call, inbox.unsettled());
      wanted = false;
    }
    if (!wanted) {
      call.abandon();
      return false;
    }
    conduct.handedOver();
    inbox.add(call);
    return true;
  }

  /** Releases the capacity of a record's settled checks. */
  void release(LaneCall call, int checks) {
    queue.inboxOf(call).release(checks);
  }

  /** Continues the plugin's code with an answer that has arrived. Any thread. */
  void resume(CheckCall call, Runnable code) {
    queue.addAnswer(call, code);
    wake();
  }

  /**
   * Records that a record timed out before the plugin answered.
   *
   * @param late the checks that had not answered, a bit for each
   */
  void timedOut(LaneCall call, long late, long now) {
    release(call, Long.bitCount(late));
    List<CheckCall> lost = threads.lost(now);
    threads.callOff(call, now);
    conduct.timedOut(call, late, now, lost);
    defaults.putBack(pluginId); // its code may never return to where that is done
  }

  /** Whether no record would be processed: all threads are stuck, and not only for a moment. */
  private boolean isLost() {
    return conduct.hasQuarantine()
        && threads.lost(timer.nanoTime()).stream()
            .anyMatch(call -> call.check().conduct().isQuarantined());
  }

  /** Whether a thread is one of this lane's. */
  boolean isOwn(Thread thread) {
    return threads.contain(thread);
  }

  /**
   * Processes answers on a waiting thread of this lane until {@code done}; no-op on any other
   * thread.
   */
  void serveUntil(BooleanSupplier done, long nanos) throws InterruptedException {
    if (!(Thread.currentThread() instanceof LaneThread thread) || !isOwn(thread)) {
      return;
    }
    long start = System.nanoTime();
    while (!done.getAsBoolean() && System.nanoTime() - start < nanos) {
      if (thread.isTimeUp()) {
        throw new InterruptedException("time is up");
      }
      Resumption next = queue.awaitAnswer(SERVE_POLL_NANOS);
      if (next != null) {
        next.run();
      }
    }
  }

  /**
   * Runs code of the plugin on its own thread and waits for it.
   *
   * @throws PluginFailedException with a description of what it threw, made on that thread, within
   *     the time
   * @throws PluginRefusedException if the host's own code throws it there
   */
  <T> T run(Callable<T> code, Duration most)
      throws PluginFailedException, TimeoutException, InterruptedException {
    Future<T> future = threads.submit(() -> contained(code));
    try {
      return future.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PluginFailedException failure) {
        throw failure;
      } else if (e.getCause() instanceof PluginRefusedException refused) {
        throw refused;
      }
      throw new PluginFailedException(
          Faults.describeWithMessage(e)); // only for the host's own exceptions
    } catch (TimeoutException | InterruptedException e) {
      future.cancel(false); // close() interrupts
      defaults.putBack(pluginId);
      throw e;
    }
  }

  /** No object of the vendor leaves the lane's thread: its receiver would run its code. */
  private <T> T contained(Callable<T> code) throws PluginFailedException {
    try {
      return code.call();
    } catch (PluginRefusedException e) {
      throw e;
    } catch (Throwable e) {
      throw new PluginFailedException(Faults.describeWithMessage(e));
    } finally {
      defaults.restore(pluginId);
    }
  }

  /**
   * Runs the plugin's last call and waits for it; on an extra thread if the others do not return.
   */
  <T> T runLast(Callable<T> code, Duration most)
      throws PluginFailedException, TimeoutException, InterruptedException {
    if (threads.areStuck()) {
      threads.addExtra();
    }
    return run(code, most);
  }

  /** Accepts nothing more, leaves waiting checks pending, and interrupts running ones. */
  void close() {
    closed = true;
    queue.abandonAll();
    try {
      Aside.run(threads.group(), limits.stop(), threads::interruptAll);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it continues without being waited for
    }
    defaults.putBack(pluginId);
  }

  /** The group of this plugin's threads. */
  ThreadGroup group() {
    return threads.group();
  }

  /** Whether no record is being processed. */
  boolean isIdle() {
    return queue.isSettled();
  }

  /** The number of records so far, accepted or not. */
  long arrivals() {
    return arrivals.sum();
  }

  /** The threads of this lane that are still running. */
  List<LaneThread> threads() {
    return threads.running();
  }

  PluginHealth conduct() {
    return conduct;
  }

  private void wake() {
    int busy = active.get();
    while (busy < limits.threads() && !active.compareAndSet(busy, busy + 1)) {
      busy = active.get();
    }
    if (busy < limits.threads()) {
      try {
        threads.execute(this::drain);
      } catch (RejectedExecutionException e) {
        active
            .decrementAndGet(); // closed meanwhile: close() and the deadline settle waiting checks
      }
    }
  }

  private void drain() {
    try {
      while (!closed && !queue.isEmpty()) {
        queue.serveAnswers();
        takeBatch();
        takeStored();
        defaults.restore(pluginId);
      }
    } finally {
      active.decrementAndGet();
      if (!closed && !queue.isEmpty()) {
        wake();
      }
    }
  }

  private void takeBatch() {
    Inbox received = queue.received();
    int size = received.size();
    LaneCall call = size == 0 ? null : received.poll();
    if (call != null) {
      conduct.beganBatch();
    }
    while (call != null) {
      runner.ask(call, (LaneThread) Thread.currentThread());
      call = --size > 0 ? received.poll() : null;
    }
  }

  private void takeStored() {
    Inbox stored = queue.stored();
    int size = queue.isUrgent() ? 0 : stored.size();
    LaneCall call = size == 0 ? null : stored.poll();
    if (call != null) {
      conduct.beganBatch();
    }
    while (call != null) {
      runner.ask(call, (LaneThread) Thread.currentThread());
      call = --size > 0 && !closed && !queue.isUrgent() ? stored.poll() : null;
    }
  }
}
