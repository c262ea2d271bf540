package io.flagpost.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Futures;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
  private static final int ROOM = 1_000;
  private static final int THREADS = 4;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AppendQueue queue = new AppendQueue(settings());
  private volatile boolean closed;

  @AfterEach
  void close() {
    threads.shutdownNow();
    Futures.await(vertx.close());
  }

  @Test
  void itTakesNoMoreThanItsRoomAndAsMuchAgainOnceThatIsTakenOut() {
    for (int i = 0; i < ROOM; i++) {
      assertThat(queue.offer(append(i))).isTrue();
    }
    assertThat(queue.offer(append(0))).isFalse();
    assertThat(queue.rows()).isEqualTo(ROOM);

    List<Append> group = queue.takeGroup();

    assertThat(group).hasSize(500).isSortedAccordingTo(AppendQueueTest::byAge);
    assertThat(queue.rows()).isEqualTo(ROOM - 500);
    assertThat(queue.offer(append(0))).isTrue();
  }

  @Test
  void whatWaitedTooLongIsTakenOutAndTheRestStays() {
    queue.offer(append(1));
    queue.offer(append(5));
    queue.offer(append(9));

    assertThat(queue.oldestNanos(10)).isEqualTo(9);
    assertThat(queue.takeQueuedBefore(6)).hasSize(2);
    assertThat(queue.rows()).isEqualTo(1);
    assertThat(queue.oldestNanos(10)).isEqualTo(1);
  }

  @Test
  void whateverWasTakenInBeforeItWasClosedIsThereToBeTakenOut() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Integer>> puttingIn = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      puttingIn.add(threads.submit(() -> putIn(begin)));
    }
    Set<Append> out = new HashSet<>();
    begin.countDown();
    for (int i = 0; i < 200; i++) {
      out.addAll(queue.takeGroup());
    }
    queue.close();
    closed = true;
    while (!queue.isDrained()) {
      out.addAll(queue.takeGroup());
    }

    int taken = 0;
    for (Future<Integer> thread : puttingIn) {
      taken += thread.get(1, TimeUnit.MINUTES);
    }
    assertThat(out).hasSize(taken);
    assertThat(queue.rows()).isZero();
    assertThat(queue.bytes()).isZero();
  }

  /** Until the queue is closed, and a moment longer; how many it took. */
  private int putIn(CountDownLatch begin) throws InterruptedException {
    begin.await();
    int taken = 0;
    while (!closed) {
      if (queue.offer(append(System.nanoTime()))) {
        taken++;
      }
    }
    return taken;
  }

  private Append append(long queuedAt) {
    return new Append(TelemetryRow.of(StoreRequests.request().build()), queuedAt, context);
  }

  private static int byAge(Append one, Append other) {
    return Long.compare(one.queuedAtNanos(), other.queuedAtNanos());
  }

  private static StoreSettings settings() {
    StoreSettings defaults = StoreSettings.DEFAULTS;
    return new StoreSettings(
        1,
        500,
        defaults.maxGroupBytes(),
        ROOM,
        defaults.maxQueuedBytes(),
        defaults.commitTimeout(),
        defaults.idempotencyWindow(),
        defaults.partitionDaysAhead(),
        defaults.maintenanceInterval());
  }
}
