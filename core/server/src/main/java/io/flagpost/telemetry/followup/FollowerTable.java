package io.flagpost.telemetry.followup;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The table {@code follower}: position and owner of each shard. Times are the server's. */
final class FollowerTable {
  /** A follower without a row begins where its window does, with its effects written up to now. */
  private static final String BEGIN =
      """
      INSERT INTO follower (name, shard, decided, checkpoint, layout, fence, updated_at)
        SELECT $1, shard, $3, $4, $5, 0, now() FROM unnest($2::integer[]) AS s (shard)
        ON CONFLICT DO NOTHING""";

  /** Keeps what is its own, and takes what is nobody's any more. */
  private static final String LEASE =
      """
      UPDATE follower AS f
         SET fence = f.fence + CASE WHEN f.owner = $2 THEN 0 ELSE 1 END, owner = $2,
             lease_until = now() + $3 * interval '1 millisecond'
       WHERE (name, shard) IN (
          SELECT name, shard FROM follower
           WHERE name = $1 AND (owner = $2 OR lease_until < now())
           ORDER BY shard FOR UPDATE)
      RETURNING shard, decided, checkpoint, layout, generation, fence""";

  private static final String RELEASE =
      "UPDATE follower SET lease_until = '-infinity' WHERE owner = $1";

  /** Locks in the order of the shards, as everybody does. */
  private static final String OWNED =
      """
      WITH mine AS MATERIALIZED (
        SELECT f.name, f.shard FROM follower AS f
          JOIN unnest($2::integer[], $3::bigint[]) AS o (shard, fence) USING (shard, fence)
         WHERE f.name = $1 ORDER BY f.shard FOR UPDATE OF f)
      UPDATE follower AS f SET updated_at = now()""";

  private static final String OF_MINE =
      " FROM mine WHERE f.name = mine.name AND f.shard = mine.shard";

  private static final String HOLD = OWNED + OF_MINE;

  private static final String DECIDE = OWNED + ", decided = $5" + OF_MINE + " AND f.decided = $4";

  private static final String CHECKPOINT =
      OWNED + ", checkpoint = $4" + OF_MINE + " AND f.decided >= $4";

  private static final String REWIND =
      OWNED + ", checkpoint = least(f.decided, $4), layout = $5" + OF_MINE;

  /** With a new fencing number: what was read of the row before is out of date. */
  private static final String CHANGE_OVER =
      OWNED
          + ", checkpoint = $4, generation = $5, fence = f.fence + 1"
          + OF_MINE
          + " AND f.decided >= $4";

  /**
   * A shard that is this node's.
   *
   * @param shard its number
   * @param decided up to which id effects are written
   * @param checkpoint up to which id states are
   * @param layout what the states are made by
   * @param generation which states of the follower it has
   * @param fence the fencing number
   */
  record Owned(
      int shard, long decided, long checkpoint, String layout, long generation, long fence) {}

  private FollowerTable() {}

  /** Begins, unless some node did. */
  static Future<Void> begin(SqlClient client, Follower follower, long decided, long checkpoint) {
    Integer[] shards = IntStream.range(0, follower.shards()).boxed().toArray(Integer[]::new);
    return client
        .preparedQuery(BEGIN)
        .execute(
            Tuple.of(
                follower.name(), shards, decided, Math.min(checkpoint, decided), follower.layout()))
        .mapEmpty();
  }

  /** Owns what it can for some time; what it owned before, for some time more. */
  static Future<List<Owned>> lease(SqlClient client, String name, UUID owner, Duration time) {
    return client
        .preparedQuery(LEASE)
        .execute(Tuple.of(name, owner, time.toMillis()))
        .map(
            rows -> {
              List<Owned> owned = new ArrayList<>();
              for (Row row : rows) {
                owned.add(
                    new Owned(
                        row.getInteger("shard"),
                        row.getLong("decided"),
                        row.getLong("checkpoint"),
                        row.getString("layout"),
                        row.getLong("generation"),
                        row.getLong("fence")));
              }
              return owned;
            });
  }

  /** Leaves all that it owns to others. */
  static Future<Void> release(SqlClient client, UUID owner) {
    return client.preparedQuery(RELEASE).execute(Tuple.of(owner)).mapEmpty();
  }

  /** Locks the rows; tells how many of them are still owned. */
  static Future<Integer> hold(SqlConnection connection, String name, Map<Integer, Long> fences) {
    return connection.preparedQuery(HOLD).execute(owned(name, fences)).map(SqlResult::rowCount);
  }

  /** Moves what is decided; tells for how many shards. */
  static Future<Integer> decide(
      SqlConnection connection, String name, Map<Integer, Long> fences, long from, long upTo) {
    return connection
        .preparedQuery(DECIDE)
        .execute(owned(name, fences).addLong(from).addLong(upTo))
        .map(SqlResult::rowCount);
  }

  /** Moves the checkpoints; tells for how many shards. */
  static Future<Integer> checkpoint(
      SqlConnection connection, String name, Map<Integer, Long> fences, long upTo) {
    return connection
        .preparedQuery(CHECKPOINT)
        .execute(owned(name, fences).addLong(upTo))
        .map(SqlResult::rowCount);
  }

  /** Sets checkpoints back, for states that are made in another way. */
  static Future<Integer> rewind(
      SqlConnection connection, String name, Map<Integer, Long> fences, long to, String layout) {
    return connection
        .preparedQuery(REWIND)
        .execute(owned(name, fences).addLong(to).addString(layout))
        .map(SqlResult::rowCount);
  }

  /** Has shards have other states, which are written up to an id; tells for how many shards. */
  static Future<Integer> changeOver(
      SqlConnection connection,
      String name,
      Map<Integer, Long> fences,
      long checkpoint,
      long generation) {
    return connection
        .preparedQuery(CHANGE_OVER)
        .execute(owned(name, fences).addLong(checkpoint).addLong(generation))
        .map(SqlResult::rowCount);
  }

  private static Tuple owned(String name, Map<Integer, Long> fences) {
    List<Integer> shards = fences.keySet().stream().sorted().toList();
    return Tuple.tuple()
        .addString(name)
        .addArrayOfInteger(shards.toArray(Integer[]::new))
        .addArrayOfLong(shards.stream().map(fences::get).toArray(Long[]::new));
  }
}
