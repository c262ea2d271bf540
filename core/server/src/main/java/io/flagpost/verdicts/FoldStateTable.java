package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The table {@code fold_state}. */
final class FoldStateTable {
  private static final String READ =
      """
      SELECT f.follower, f.shard, f.key, f.last_id, f.clock, f.state FROM fold_state f
       WHERE f.follower = ANY ($1::text[]) AND f.shard = ANY ($2::integer[])
         AND f.key = ANY ($3::bytea[])""";

  private static final String CURRENT =
      """
      SELECT f.follower, f.shard, f.key, f.last_id, f.clock, f.state
        FROM follower o JOIN fold_state f
          ON f.shard = o.shard AND f.key = $2
            AND f.follower = o.name || CASE WHEN o.generation = 0 THEN '' ELSE '#' || o.generation END
       WHERE o.name = $1""";

  private static final String WRITE =
      """
      INSERT INTO fold_state (follower, shard, key, last_id, clock, state)
        SELECT follower, shard, key, last_id, clock, state
          FROM unnest($1::text[], $2::integer[], $3::bytea[], $4::bigint[], $5::timestamptz[],
                $6::bytea[]) AS s (follower, shard, key, last_id, clock, state)
         ORDER BY follower, shard, key
        ON CONFLICT (follower, shard, key) DO UPDATE
          SET last_id = excluded.last_id, clock = excluded.clock, state = excluded.state
          WHERE excluded.last_id >= fold_state.last_id""";

  private static final String DELETE =
      """
      DELETE FROM fold_state AS f
       USING unnest($1::text[], $2::integer[], $3::bytea[]) AS d (follower, shard, key)
       WHERE f.follower = d.follower AND f.shard = d.shard AND f.key = d.key""";

  private static final String CLEAR =
      """
      DELETE FROM fold_state AS f USING unnest($1::text[], $2::integer[]) AS d (follower, shard)
       WHERE f.follower = d.follower AND f.shard = d.shard""";

  private static final String CLEAR_SOME =
      """
      DELETE FROM fold_state AS f
       USING (SELECT follower, shard, key FROM fold_state
               WHERE follower = $1 AND shard = $2 LIMIT $3) AS d
       WHERE f.follower = d.follower AND f.shard = d.shard AND f.key = d.key""";

  /**
   * A state as it is kept.
   *
   * @param place where
   * @param lastId the record that was folded in last
   * @param clock the latest time of receipt that was folded in
   * @param state encoded
   */
  record Kept(Place place, long lastId, Instant clock, Buffer state) {}

  /**
   * Where a state is kept.
   *
   * @param follower whose it is
   * @param shard the shard of its key
   * @param key the hash of its key
   */
  record Place(String follower, int shard, Buffer key) {}

  private FoldStateTable() {}

  /** Reads states. */
  static Future<Map<Place, Kept>> read(SqlClient client, Collection<Place> places) {
    if (places.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return client
        .preparedQuery(READ)
        .execute(
            Tuple.tuple()
                .addArrayOfString(
                    places.stream().map(Place::follower).distinct().toArray(String[]::new))
                .addArrayOfInteger(
                    places.stream().map(Place::shard).distinct().toArray(Integer[]::new))
                .addArrayOfBuffer(places.stream().map(Place::key).toArray(Buffer[]::new)))
        .map(
            rows -> {
              Map<Place, Kept> found = new HashMap<>();
              for (Row row : rows) {
                Kept kept = kept(row);
                found.put(kept.place(), kept);
              }
              return found;
            });
  }

  /** The state of a key as it is written, whichever shard and generation it is in. */
  static Future<Optional<Kept>> current(SqlClient client, String follower, Buffer key) {
    return client
        .preparedQuery(CURRENT)
        .execute(Tuple.of(follower, key))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(kept(rows.iterator().next())));
  }

  private static Kept kept(Row row) {
    return new Kept(
        new Place(row.getString("follower"), row.getInteger("shard"), row.getBuffer("key")),
        row.getLong("last_id"),
        DbTimestamps.of(row, "clock"),
        row.getBuffer("state"));
  }

  /** Writes states. */
  static Future<Void> write(SqlClient client, List<Kept> states) {
    if (states.isEmpty()) {
      return Future.succeededFuture();
    }
    return client
        .preparedQuery(WRITE)
        .execute(
            places(states.stream().map(Kept::place).toList())
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

  private static Tuple places(List<Place> places) {
    return Tuple.tuple()
        .addArrayOfString(places.stream().map(Place::follower).toArray(String[]::new))
        .addArrayOfInteger(places.stream().map(Place::shard).toArray(Integer[]::new))
        .addArrayOfBuffer(places.stream().map(Place::key).toArray(Buffer[]::new));
  }

  /** Deletes states. */
  static Future<Void> delete(SqlClient client, List<Place> places) {
    return places.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(DELETE).execute(places(places)).mapEmpty();
  }

  /**
   * Deletes all states of some shards.
   *
   * @param followers whose, for each shard
   */
  static Future<Void> clear(SqlClient client, Map<Integer, String> followers) {
    List<Integer> shards = followers.keySet().stream().sorted().toList();
    return client
        .preparedQuery(CLEAR)
        .execute(
            Tuple.tuple()
                .addArrayOfString(shards.stream().map(followers::get).toArray(String[]::new))
                .addArrayOfInteger(shards.toArray(Integer[]::new)))
        .mapEmpty();
  }

  /** Deletes some states of a shard; tells how many. */
  static Future<Integer> clearSome(SqlClient client, String follower, int shard, int most) {
    return client
        .preparedQuery(CLEAR_SOME)
        .execute(Tuple.of(follower, shard, most))
        .map(SqlResult::rowCount);
  }
}
