package io.flagpost.telemetry.followup;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What this node holds of a follower: for work on its states. On the context of the follow-up. */
public interface Holding {

  /**
   * Up to which ids effects are written, for each shard of this node whose states are up to date.
   */
  Map<Integer, Long> decided();

  /** Some of these shards. */
  Tenure tenure(Set<Integer> shards);

  /**
   * Does something while nothing is followed.
   *
   * @param tenure for whose shards; fails with {@link OvertakenException} if it has ended by then
   * @param work if it fails, what is known of the states is forgotten, and read again
   */
  <T> Future<T> between(Tenure tenure, Supplier<Future<T>> work);

  /**
   * Has shards go on with other states, which are written, between two stretches. What was decided
   * stays so; the states are brought up to date silently.
   *
   * @param upTo the id up to which those states are written; at most what is decided
   * @param generation theirs
   * @param also what else is written in the transaction
   */
  Future<Void> changeOver(
      Tenure tenure, long upTo, long generation, Function<SqlConnection, Future<Void>> also);
}
