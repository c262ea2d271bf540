package io.flagpost.verdicts;

import io.flagpost.telemetry.followup.Holding;
import io.flagpost.verdicts.RefoldTable.Task;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * One refold on this node, as long as it lasts. What is lost of it is made again. On one context.
 */
interface RefoldWork {

  /**
   * Goes on with it for a while.
   *
   * @param tasks what is to be done now, by shard
   * @param holding what this node holds of the follower
   * @return how many records were read; empty if there is nothing to do here now
   */
  Optional<Future<Integer>> step(List<Task> tasks, Holding holding);

  /** Whether it is about the states of this follower: others belong to another copy of a plugin. */
  boolean isOf(FoldFollower follower);
}
