package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The table {@code fold_state}. */
final class FoldStateTable {
  private static final String READ =
      """
      SELECT f.shard, f.key, f.last_id, f.clock, f.state FROM fold_state f
       WHERE f.follower = $1 AND f.shard = ANY ($2::integer[]) AND f.key = ANY ($3::bytea[])""";

  private static final String WRITE =
      """
      INSERT INTO fold_state (follower, shard, key, last_id, clock, state)
        SELECT $1, shard, key, last_id, clock, state
          FROM unnest($2::integer[], $3::bytea[], $4::bigint[], $5::timestamptz[], $6::bytea[])
              AS s (shard, key, last_id, clock, state)
         ORDER BY shard, key
        ON CONFLICT (follower, shard, key) DO UPDATE
          SET last_id = excluded.last_id, clock = excluded.clock, state = excluded.state
          WHERE excluded.last_id >= fold_state.last_id""";

  private static final String DELETE =
      "DELETE FROM fold_state WHERE follower = $1 AND key = ANY ($2::bytea[])";

  private static final String CLEAR =
      "DELETE FROM fold_state WHERE follower = $1 AND shard = ANY ($2::integer[])";

  /**
   * A state as it is kept.
   *
   * @param shard the shard of its key
   * @param key the hash of its key
   * @param lastId the record that was folded in last
   * @param clock the latest time of receipt that was folded in
   * @param state encoded
   */
  record Kept(int shard, Buffer key, long lastId, Instant clock, Buffer state) {}

  private FoldStateTable() {}

  /** Reads states by the hashes of their keys. */
  static Future<Map<Buffer, Kept>> read(
      SqlClient client, String follower, Collection<Integer> shards, Collection<Buffer> keys) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return client
        .preparedQuery(READ)
        .execute(
            Tuple.tuple()
                .addString(follower)
                .addArrayOfInteger(shards.toArray(Integer[]::new))
                .addArrayOfBuffer(keys.toArray(Buffer[]::new)))
        .map(
            rows -> {
              Map<Buffer, Kept> found = new HashMap<>();
              for (Row row : rows) {
                Buffer key = row.getBuffer("key");
                found.put(
                    key,
                    new Kept(
                        row.getInteger("shard"),
                        key,
                        row.getLong("last_id"),
                        DbTimestamps.of(row, "clock"),
                        row.getBuffer("state")));
              }
              return found;
            });
  }

  /** Writes states. */
  static Future<Void> write(SqlClient client, String follower, List<Kept> states) {
    if (states.isEmpty()) {
      return Future.succeededFuture();
    }
    return client
        .preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addString(follower)
                .addArrayOfInteger(column(states, Kept::shard).toArray(Integer[]::new))
                .addArrayOfBuffer(column(states, Kept::key).toArray(Buffer[]::new))
                .addArrayOfLong(column(states, Kept::lastId).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(
                    column(states, kept -> DbTimestamps.utc(kept.clock()))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfBuffer(column(states, Kept::state).toArray(Buffer[]::new)))
        .mapEmpty();
  }

  private static <T> List<T> column(List<Kept> states, Function<Kept, T> value) {
    return states.stream().map(value).toList();
  }

  /** Deletes states by the hashes of their keys. */
  static Future<Void> delete(SqlClient client, String follower, Collection<Buffer> keys) {
    return keys.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(DELETE)
            .execute(
                Tuple.tuple().addString(follower).addArrayOfBuffer(keys.toArray(Buffer[]::new)))
            .mapEmpty();
  }

  /** Deletes all states of some shards. */
  static Future<Void> clear(SqlClient client, String follower, Collection<Integer> shards) {
    return client
        .preparedQuery(CLEAR)
        .execute(
            Tuple.tuple().addString(follower).addArrayOfInteger(shards.toArray(Integer[]::new)))
        .mapEmpty();
  }
}
