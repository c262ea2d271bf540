package io.flagpost.plugin.host;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A look-up's answer as passed to a plugin, and the stages that the plugin derives from it.
 *
 * <p>Dependent code runs on the plugin's threads. A plugin may also wait for it on such a thread:
 * the waiting thread then processes the lane's answers itself, because otherwise the only thread
 * would wait for work that only it can do.
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
