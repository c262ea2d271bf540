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
 * Where making keys and deriving them from passphrases runs: one thread, with a short queue. For
 * any thread.
 */
public final class KeyWork {
  private static final int PLACES = 4;

  private final SignatureProvider provider;
  private final WorkerExecutor executor;
  private final Semaphore places = new Semaphore(PLACES);

  /**
   * @param provider makes new keys
   */
  public KeyWork(Vertx vertx, SignatureProvider provider) {
    this.provider = provider;
    this.executor = vertx.createSharedWorkerExecutor("flagpost-key-work", 1);
  }

  /** Makes a key of so many bits; completes and fails as {@link #run} does. */
  Future<KeyMaterial> generate(int bits) {
    return run(() -> KeyMaterial.generate(bits, provider));
  }

  /**
   * Does some work. Completes on the caller's context.
   *
   * @return fails with a {@link ProblemException} if there is too much to do, or if the work finds
   *     that what the caller brought is of no use
   */
  <T> Future<T> run(Callable<T> work) {
    if (!places.tryAcquire()) {
      return Future.failedFuture(
          new ProblemException(Problem.unavailable("Too much work with keys is going on")));
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
