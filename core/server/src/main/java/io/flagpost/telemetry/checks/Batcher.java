package io.flagpost.telemetry.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Collects items and passes them on in batches: one task for many, where a task for each would cost
 * more than its work. Items come from any thread and keep their order.
 */
final class Batcher<T> {
  private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final Executor executor;
  private final Consumer<List<T>> handler;

  /**
   * @param executor runs one task at a time
   * @param handler receives the items that have arrived when its task runs
   */
  Batcher(Executor executor, Consumer<List<T>> handler) {
    this.executor = executor;
    this.handler = handler;
  }

  void add(T thing) {
    waiting.add(thing);
    if (called.compareAndSet(false, true)) {
      executor.execute(this::handOn);
    }
  }

  private void handOn() {
    called.set(false); // what comes from here on may find its own task to have nothing left to do
    List<T> things = new ArrayList<>();
    for (T thing = waiting.poll(); thing != null; thing = waiting.poll()) {
      things.add(thing);
    }
    if (!things.isEmpty()) {
      handler.accept(things);
    }
  }
}
