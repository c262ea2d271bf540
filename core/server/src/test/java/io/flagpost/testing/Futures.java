package io.flagpost.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits on a test's thread for what others do. */
public final class Futures {
  private static final int PATIENCE_SECONDS = 60;
  private static final long LOOK_AGAIN_MILLIS = 10;

  private Futures() {}

  /** The result; a failure is thrown as it is if unchecked, else wrapped. */
  public static <T> T await(Future<T> future) {
    return await(future.toCompletionStage());
  }

  /** The result; a failure is thrown as it is if unchecked, else wrapped. */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it fails with; a success is an error. */
  public static Throwable failure(Future<?> future) {
    return failure(future.toCompletionStage());
  }

  /** What it fails with; a success is an error. */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("It was to fail, and gave " + value);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause(), "an execution fails with a cause");
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Looks again and again until it is so. */
  public static void until(Vertx vertx, BooleanSupplier condition) {
    Promise<Void> met = Promise.promise();
    long timer =
        vertx.setPeriodic(
            LOOK_AGAIN_MILLIS,
            each -> {
              if (condition.getAsBoolean()) {
                met.tryComplete();
              }
            });
    try {
      await(met.future());
    } finally {
      vertx.cancelTimer(timer);
    }
  }
}
