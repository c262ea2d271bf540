package io.flagpost.admin.keys;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.signing.KeyMaterial;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.signing.UnusableKeyException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * Runs the generation of keys and their derivation from passphrases: one thread, with a short
 * queue. Any thread.
 */
public final class KeyWork {
  private static final int PLACES = 4;

  private final SignatureProvider provider;
  private final WorkerExecutor executor;
  private final Semaphore places = new Semaphore(PLACES);

  /**
   * @param provider generates new keys
   */
  public KeyWork(Vertx vertx, SignatureProvider provider) {
    this.provider = provider;
    this.executor = vertx.createSharedWorkerExecutor("flagpost-key-work", 1);
  }

  /** Generates a key of this many bits; completes and fails like {@link #run}. */
  Future<KeyMaterial> generate(int bits) {
    return run(() -> KeyMaterial.generate(bits, provider));
  }

  /**
   * Runs a task. Completes on the caller's context.
   *
   * @return fails with a {@link ProblemException} if the queue is full, or if the task finds the
   *     caller's input unusable
   */
  <T> Future<T> run(Callable<T> work) {
    if (!places.tryAcquire()) {
      return Future.failedFuture(
          new ProblemException(
              Problem.unavailable("Too many operations on keys are waiting; try again later")));
    }
    return executor
        .executeBlocking(work, false)
        .onComplete(done -> places.release())
        .recover(failure -> Future.failedFuture(explained(failure)));
  }

  private static Throwable explained(Throwable failure) {
    return failure instanceof UnusableKeyException unusable
        ? new ProblemException(
            Problem.invalid(
                unusable.part().name().toLowerCase(Locale.ROOT),
                String.valueOf(unusable.getMessage())))
        : failure;
  }
}
