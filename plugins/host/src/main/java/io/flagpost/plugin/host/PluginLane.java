package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one plugin lives: every call of its code happens on this lane's threads, contained.
 *
 * <p>Records wait in a bounded inbox; a thread takes whatever is there in one go, so a hand-over
 * costs one wake-up for many records. What the plugin does wrong is counted here, struck here, and
 * leaves the check pending; nothing of it reaches the caller.
 */
final class PluginLane {
  private static final Logger LOG = LoggerFactory.getLogger(PluginLane.class);
  private static final int MOST_FLAGS = 16;
  private static final long SERVE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final String pluginId;
  private final LaneLimits limits;
  private final Timer timer;
  private final Quarantine quarantine;
  private final ThreadPoolExecutor executor;
  private final List<LaneThread> threads = new CopyOnWriteArrayList<>();
  private final Queue<LaneCall> inbox = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<Resumption> resumptions = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger unsettled = new AtomicInteger();
  private final AtomicInteger active = new AtomicInteger();
  private final LongAdder records = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder shed = new LongAdder();
  private volatile boolean closed;
  private volatile @Nullable Long lastTimeout;

  PluginLane(String pluginId, ClassLoader classLoader, LaneLimits limits, Timer timer) {
    this.pluginId = pluginId;
    this.limits = limits;
    this.timer = timer;
    this.quarantine =
        new Quarantine(limits.strikes(), limits.quarantine(), limits.longestQuarantine());
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
    int checks = call.member().checks().size();
    Quarantine.Admission admission = quarantine.admit(timer.nanoTime());
    boolean room = unsettled.addAndGet(checks) <= limits.capacity();
    if (closed || !room || admission == Quarantine.Admission.REFUSED || !reserveInbox()) {
      shed.increment();
      if (admission == Quarantine.Admission.PROBE) {
        quarantine.undecided();
      }
      call.abandon();
      return;
    }
    if (admission == Quarantine.Admission.PROBE) {
      call.markProbe();
    }
    records.increment();
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
    timeouts.add(checks);
    threads.forEach(thread -> thread.callOff(call));
    if (call.hadLookupTrouble() || !(call.isStarted() || call.isProbe())) {
      undecided(call);
      return;
    }
    // One pause of the whole machine lets many records run out of time at once: one strike.
    Long last = lastTimeout;
    if (call.isProbe() || last == null || now - last >= limits.deadline().toNanos() / 2) {
      lastTimeout = now;
      strike(call, "gave no answer in time");
    }
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

  boolean isQuarantined() {
    return quarantine.isShut();
  }

  PluginStatus.Counts counts() {
    return new PluginStatus.Counts(
        records.sum(), batches.sum(), faults.sum(), timeouts.sum(), shed.sum());
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
      batches.increment();
    }
    while (call != null) {
      waiting.decrementAndGet();
      ask(call);
      call = --size > 0 ? inbox.poll() : null;
    }
  }

  private void ask(LaneCall call) {
    LaneThread thread = (LaneThread) Thread.currentThread();
    int place = call.member().firstPlace();
    for (HostedCheck check : call.member().checks()) {
      int here = place++;
      Telemetry telemetry = call.round().telemetry();
      if (telemetry != null && !call.round().isClaimed(here)) {
        call.markStarted();
        thread.during(call, () -> ask(call, check.check(), telemetry, here));
      }
    }
  }

  private void ask(LaneCall call, RedFlagCheck check, Telemetry telemetry, int place) {
    try {
      CompletionStage<List<Flag>> answer = check.check(telemetry, call);
      if (answer == null) {
        fail(call, place, "answered null");
      } else {
        answer.whenComplete((flags, error) -> take(call, place, flags, error));
      }
    } catch (Throwable e) {
      fail(call, place, Faults.describe(e));
    }
  }

  private void take(
      LaneCall call, int place, @Nullable List<Flag> flags, @Nullable Throwable error) {
    try {
      if (error != null) {
        fail(call, place, Faults.describe(error));
      } else if (flags == null) {
        fail(call, place, "answered null");
      } else if (call.round().claim(place, copy(flags))) {
        release(1);
        if (quarantine.answered()) {
          LOG.info("plugin {}: back from quarantine", pluginId);
        }
        call.round().settle(1);
      }
    } catch (Throwable e) {
      fail(call, place, Faults.describe(e));
    }
  }

  /** Copies with an iterator and a limit of our own: the list is the vendor's code, too. */
  private static List<Flag> copy(List<Flag> flags) {
    List<Flag> copy = new ArrayList<>(0);
    for (Flag flag : flags) {
      if (copy.size() == MOST_FLAGS) {
        throw new IllegalArgumentException("more than " + MOST_FLAGS + " flags");
      }
      copy.add(flag);
    }
    return List.copyOf(copy);
  }

  private void fail(LaneCall call, int place, String how) {
    if (!call.round().claimPending(place)) {
      return; // too late: it counts as timed out
    }
    release(1);
    if (call.hadLookupTrouble()) {
      undecided(call);
    } else {
      faults.increment();
      strike(call, how);
    }
    call.round().settle(1);
  }

  private void undecided(LaneCall call) {
    if (call.isProbe()) {
      quarantine.undecided();
    }
  }

  private void strike(LaneCall call, String how) {
    switch (quarantine.failed(timer.nanoTime(), call.isProbe())) {
      case FIRST_STRIKE ->
          LOG.warn("plugin {}: record {} left pending: {}", pluginId, call.round().recordId(), how);
      case STRIKE -> LOG.debug("plugin {}: left pending: {}", pluginId, how);
      case SHUT -> LOG.warn("plugin {}: in quarantine: {}", pluginId, how);
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
