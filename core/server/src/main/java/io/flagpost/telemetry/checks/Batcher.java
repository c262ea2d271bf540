package io.flagpost.telemetry.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Takes things one by one and hands them on together: a task for many, where one for each would
 * cost more than what it does. Things come from any thread, and leave in their order.
 */
final class Batcher<T> {
  private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final Executor executor;
  private final Consumer<List<T>> handler;

  /**
   * @param executor runs one task at a time
   * @param handler is handed whatever has come until its task's turn
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
