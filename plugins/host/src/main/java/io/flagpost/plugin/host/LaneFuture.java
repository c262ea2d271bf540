package io.flagpost.plugin.host;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A look-up's answer in a plugin's hands, and whatever the plugin derives from it.
 *
 * <p>What depends on it runs on the plugin's threads. A plugin may also wait for it on such a
 * thread: the wait then serves the lane's answers itself, else the only thread would wait for what
 * only it can do.
 */
final class LaneFuture<T> extends CompletableFuture<T> {
  private final PluginLane lane;
  private final CheckCall call;

  LaneFuture(PluginLane lane, CheckCall call) {
    this.lane = lane;
    this.call = call;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new LaneFuture<>(lane, call);
  }

  @Override
  public Executor defaultExecutor() {
    return task -> lane.resume(call, task);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    lane.serveUntil(this::isDone, Long.MAX_VALUE);
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long start = System.nanoTime();
    lane.serveUntil(this::isDone, unit.toNanos(timeout));
    return super.get(unit.toNanos(timeout) - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
  }

  @Override
  public T join() {
    try {
      lane.serveUntil(this::isDone, Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
    return super.join();
  }
}
