package io.flagpost.registry;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits on the test thread for what event loops do. */
final class Await {
  private static final long PATIENCE_SECONDS = 20;

  private Await() {}

  static <T> T result(Future<T> future) throws Exception {
    return result(future.toCompletionStage());
  }

  static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static @Nullable Throwable failure(CompletionStage<?> stage) {
    return catchThrowableOfType(
            ExecutionException.class,
            () -> stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .getCause();
  }

  /** Looks again and again until it is so. */
  static void until(Vertx vertx, BooleanSupplier condition) throws Exception {
    Promise<Void> met = Promise.promise();
    long timer =
        vertx.setPeriodic(
            10,
            each -> {
              if (condition.getAsBoolean()) {
                met.tryComplete();
              }
            });
    try {
      result(met.future());
    } finally {
      vertx.cancelTimer(timer);
    }
  }
}
