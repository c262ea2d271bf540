package io.flagpost.telemetry.followup;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Some shards of a follower that are this node's, and the fencing numbers that prove it. Whatever
 * is written in its transactions is written by the owner, or not at all: a node that was replaced
 * while it slept fails with {@link OvertakenException}.
 */
public final class Tenure {
  private final Pool pool;
  private final String name;
  private final Map<Integer, Long> fences;

  Tenure(Pool pool, String name, Map<Integer, Long> fences) {
    this.pool = pool;
    this.name = name;
    this.fences = Map.copyOf(fences);
  }

  /** The shards. */
  public Set<Integer> shards() {
    return fences.keySet();
  }

  /** The fencing number of a shard. */
  public long fence(int shard) {
    return Objects.requireNonNull(fences.get(shard));
  }

  /** Writes, and leaves the positions as they are. */
  public Future<Void> write(Function<SqlConnection, Future<Void>> work) {
    return guarded(connection -> FollowerTable.hold(connection, name, fences), work);
  }

  /**
   * Writes states, and that all of them are written up to an id.
   *
   * @param upTo at most what is decided
   */
  public Future<Void> checkpoint(long upTo, Function<SqlConnection, Future<Void>> work) {
    return guarded(connection -> FollowerTable.checkpoint(connection, name, fences, upTo), work);
  }

  /**
   * Writes that the shards have other states. This tenure ends with it.
   *
   * @param upTo the id up to which those are written; at most what is decided
   */
  Future<Void> changeOver(long upTo, long generation, Function<SqlConnection, Future<Void>> work) {
    return guarded(
        connection -> FollowerTable.changeOver(connection, name, fences, upTo, generation), work);
  }

  /** Whether this is the fencing number of a shard. */
  boolean has(int shard, long fence) {
    Long own = fences.get(shard);
    return own != null && own == fence;
  }

  /** Writes an effect, and that it is written up to an id. */
  Future<Void> decide(long from, long upTo, Follower.Effect effect) {
    return guarded(
        connection -> FollowerTable.decide(connection, name, fences, from, upTo), effect::write);
  }

  private Future<Void> guarded(
      Function<SqlConnection, Future<Integer>> guard, Function<SqlConnection, Future<Void>> work) {
    return pool.withTransaction(
        connection ->
            guard
                .apply(connection)
                .compose(
                    rows ->
                        rows == fences.size()
                            ? work.apply(connection)
                            : Future.failedFuture(
                                new OvertakenException(name + " has another owner"))));
  }
}
