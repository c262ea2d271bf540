package io.flagpost.platform.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures whether the event loops turn: how late they are, and how often one was blocked. */
public final class EventLoopMeters implements AutoCloseable {
  /** The library's own name for the one who says so. */
  private static final Logger BLOCKED =
      LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");

  private static final long BEAT_MILLIS = 100;

  private final List<ScheduledFuture<?>> beats = new ArrayList<>();
  private final LongAdder blocked = new LongAdder();

  public EventLoopMeters(Vertx vertx, MeterRegistry registry) {
    VertxInternal internal = (VertxInternal) vertx;
    Timer lag =
        Timer.builder("flagpost.eventloop.lag")
            .description("How late an event loop was for what was due, looked at every 100 ms")
            .register(registry);
    for (EventExecutor loop : internal.eventLoopGroup()) {
      beats.add(
          loop.scheduleWithFixedDelay(
              new Beat(lag), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS));
    }
    FunctionCounter.builder("flagpost.threads.blocked", blocked, LongAdder::sum)
        .description("How often an event loop or worker was found busy for longer than it may")
        .register(registry);
    internal.blockedThreadChecker().setThreadBlockedHandler(this::blocked);
  }

  @Override
  public void close() {
    beats.forEach(beat -> beat.cancel(false));
  }

  /** As the library logs it, but counted. */
  private void blocked(BlockedThreadEvent event) {
    blocked.increment();
    long millis = TimeUnit.NANOSECONDS.toMillis(event.duration());
    long limit = TimeUnit.NANOSECONDS.toMillis(event.maxExecTime());
    VertxException where = new VertxException("Thread blocked");
    where.setStackTrace(event.thread().getStackTrace());
    BLOCKED.warn(
        "Thread {} has been blocked for {} ms, time limit is {} ms",
        event.thread().getName(),
        millis,
        limit,
        where);
  }

  /** On its event loop only. */
  private static final class Beat implements Runnable {
    private final Timer lag;
    private long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);

    Beat(Timer lag) {
      this.lag = lag;
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      lag.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
      due = now + TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
    }
  }
}
