package io.flagpost.plugin.v1;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * A check written as straight code that may wait.
 *
 * <p>While it waits, no other record is checked by this plugin: where throughput matters, implement
 * {@link RedFlagCheck} instead, which lets the host batch the look-ups of many records.
 */
public abstract class BlockingRedFlagCheck implements RedFlagCheck {

  /** For subclasses. */
  protected BlockingRedFlagCheck() {}

  /**
   * Judges one record; interrupted when its time is up.
   *
   * @throws UndecidedException if it cannot tell now, through no fault of its own
   * @throws Exception if something goes wrong; the check is pending for this record then, too
   */
  protected abstract List<Flag> judge(Telemetry telemetry, CheckContext context) throws Exception;

  @Override
  public final CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    try {
      return CompletableFuture.completedStage(judge(telemetry, context));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedStage(e);
    } catch (Exception e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Waits for a look-up's answer.
   *
   * @throws ExecutionException if the look-up failed; let it pass, so that the check is pending
   * @throws InterruptedException if this record's time is up; let it pass
   */
  protected static <T> T await(CompletionStage<T> answer)
      throws ExecutionException, InterruptedException {
    return answer.toCompletableFuture().get();
  }
}
