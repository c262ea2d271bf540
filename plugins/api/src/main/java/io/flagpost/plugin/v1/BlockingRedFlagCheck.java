package io.flagpost.plugin.v1;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * A check written as sequential code that may block.
 *
 * <p>While it blocks, this plugin checks no other record: where throughput matters, implement
 * {@link RedFlagCheck} instead, which lets the host batch the look-ups of many records.
 */
public abstract class BlockingRedFlagCheck implements RedFlagCheck {

  /** For subclasses. */
  protected BlockingRedFlagCheck() {}

  /**
   * Checks one record; interrupted when its time is up.
   *
   * @throws UndecidedException if it cannot decide now, through no fault of its own
   * @throws Exception if something goes wrong; then, too, the check is pending for this record
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
   * @throws ExecutionException if the look-up failed; do not catch it, so that the check is pending
   * @throws InterruptedException if this record's time is up; do not catch it
   */
  protected static <T> T await(CompletionStage<T> answer)
      throws ExecutionException, InterruptedException {
    return answer.toCompletableFuture().get();
  }
}
