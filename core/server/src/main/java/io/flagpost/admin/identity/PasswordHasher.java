package io.flagpost.admin.identity;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords on worker threads: each hash takes a quarter of a second and 64 MiB by design,
 * so both the number at a time and the queue are small. Any thread; completes on the caller's
 * context.
 */
public final class PasswordHasher {
  private static final int MOST_AT_ONCE = 16;

  private final WorkerExecutor worker;
  private final SecureRandom random;
  private final PasswordHash.Cost cost;
  private final PasswordHash ofNobody;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * @param worker runs the work; its number of threads is the number of hashes at a time
   * @param random the source of salts
   */
  public PasswordHasher(WorkerExecutor worker, SecureRandom random) {
    this(worker, random, PasswordHash.Cost.RECOMMENDED);
  }

  PasswordHasher(WorkerExecutor worker, SecureRandom random, PasswordHash.Cost cost) {
    this.worker = worker;
    this.random = random;
    this.cost = cost;
    this.ofNobody = PasswordHash.ofNothing(random, cost);
  }

  /**
   * Hashes a new password. Fails with a {@link ProblemException}: 400 if it is weak, 503 if the
   * queue is full.
   *
   * @param field the field that contained it
   * @param account the account that it is for
   */
  Future<PasswordHash> hashNew(String field, String password, AccountName account) {
    return requireStrong(field, password, account).compose(strong -> hash(password));
  }

  /**
   * Fails with a {@link ProblemException} if a new password is weak (400), or if the queue is full
   * (503).
   */
  Future<Void> requireStrong(String field, String password, AccountName account) {
    return whenFree(() -> PasswordRules.problem(field, password, account.text()))
        .compose(
            problem ->
                problem.isPresent()
                    ? Future.failedFuture(new ProblemException(problem.get()))
                    : Future.succeededFuture());
  }

  /** Hashes a password. Fails with a 503 {@link ProblemException} if the queue is full. */
  Future<PasswordHash> hash(String password) {
    return whenFree(() -> PasswordHash.of(normal(password), random, cost));
  }

  /**
   * Whether the password is right. Takes as long if there is no hash to compare with, so that the
   * time does not reveal which accounts exist. Fails with a 503 {@link ProblemException} if the
   * queue is full.
   *
   * @param stored the hash; null if there is no such account
   */
  Future<Boolean> verify(String password, @Nullable PasswordHash stored) {
    PasswordHash compared = stored == null ? ofNobody : stored;
    return whenFree(() -> compared.matches(normal(password)) && stored != null);
  }

  /** Whether a hash has another cost than today's. */
  boolean isOutdated(PasswordHash stored) {
    return !stored.cost().equals(cost);
  }

  /**
   * Normalises a password, so that it does not matter whether a keyboard sends one character or
   * two.
   */
  static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  private <T> Future<T> whenFree(Callable<T> work) {
    if (taken.incrementAndGet() > MOST_AT_ONCE) {
      taken.decrementAndGet();
      return Future.failedFuture(
          new ProblemException(Problem.unavailable("too many passwords are being checked")));
    }
    return worker.executeBlocking(work, false).onComplete(done -> taken.decrementAndGet());
  }
}
