package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.telemetry.store.HashedText;
import io.flagpost.verdicts.Refold.Part;
import io.flagpost.verdicts.Refold.Scope;
import io.flagpost.verdicts.Refold.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables {@code refold} and {@code refold_shard}. Times are the server's. */
final class RefoldTable {
  private static final String REQUEST =
      """
      INSERT INTO refold (check_id, follower, scope, sought, requested_by, requested_at)
        VALUES ($1, $2, $3, $4, $5, now()) RETURNING refold_id""";

  private static final String REQUEST_SHARDS =
      "INSERT INTO refold_shard (refold_id, shard) SELECT $1, s FROM unnest($2::integer[]) AS s";

  private static final String FORGET =
      """
      DELETE FROM refold r
       WHERE requested_at < now() - interval '30 days' AND NOT EXISTS (
          SELECT FROM refold_shard s WHERE s.refold_id = r.refold_id AND s.state <> 'done')""";

  private static final String UNDER_WAY =
      """
      SELECT count(DISTINCT refold_id) FROM refold_shard JOIN refold USING (refold_id)
       WHERE state <> 'done' AND follower = $1""";

  /** Of each shard the refold that was asked for first: later ones wait for it. */
  private static final String NEXT =
      """
      SELECT DISTINCT ON (r.follower, s.shard)
          r.follower, s.shard, s.refold_id, s.state, s.layout, s.reached, s.former, r.scope, r.sought
        FROM refold_shard s JOIN refold r USING (refold_id)
       WHERE s.state <> 'done'
       ORDER BY r.follower, s.shard, s.refold_id""";

  private static final String BEGIN =
      """
      UPDATE refold_shard AS s
         SET state = 'folding', layout = $3, from_id = $4, reached = $4, seen = $4,
             former = f.generation
        FROM refold r, follower f
       WHERE s.refold_id = $1 AND s.shard = ANY ($2::integer[]) AND r.refold_id = s.refold_id
         AND f.name = r.follower AND f.shard = s.shard""";

  private static final String SEEN =
      "UPDATE refold_shard SET seen = $3 WHERE refold_id = $1 AND shard = ANY ($2::integer[])";

  private static final String REACHED =
      """
      UPDATE refold_shard SET reached = $3, seen = $3
       WHERE refold_id = $1 AND shard = ANY ($2::integer[])""";

  private static final String CHANGED_OVER =
      """
      UPDATE refold_shard SET state = 'clearing', reached = $3, seen = $3
       WHERE refold_id = $1 AND shard = ANY ($2::integer[])""";

  private static final String DONE =
      """
      UPDATE refold_shard SET state = 'done', ended_at = now(), seen = greatest(seen, $3)
       WHERE refold_id = $1 AND shard = $2""";

  private static final String FORGET_KEY =
      "UPDATE refold SET sought = NULL WHERE refold_id = $1 AND sought IS NOT NULL";

  private static final String SHOW =
      """
      SELECT r.refold_id, r.check_id, r.scope, r.requested_by, r.requested_at, s.shard, s.state,
          s.seen - s.from_id AS done, s.ended_at,
          CASE WHEN s.state = 'folding' THEN greatest(f.decided, s.seen) ELSE s.seen END
            - s.from_id AS total
        FROM refold r JOIN refold_shard s USING (refold_id)
          LEFT JOIN follower f ON f.name = r.follower AND f.shard = s.shard
       WHERE r.refold_id IN (
          SELECT refold_id FROM refold WHERE refold_id = $1::bigint OR $1::bigint IS NULL
           ORDER BY refold_id DESC LIMIT $2)
       ORDER BY r.refold_id DESC, s.shard""";

  /**
   * What is next for a shard.
   *
   * @param follower whose states are made again
   * @param shard the shard
   * @param refoldId of the refold
   * @param key the key, if it is only about one
   * @param progress how far it is
   */
  record Task(
      String follower, int shard, long refoldId, @Nullable SoughtKey key, Progress progress) {
    State state() {
      return progress.state();
    }
  }

  /**
   * How far a shard is.
   *
   * @param state in short
   * @param layout what its states are made by; null before it has begun
   * @param reached up to which id its states are written
   * @param former the generation of the states that it takes the place of; null before
   */
  record Progress(State state, @Nullable String layout, long reached, @Nullable Long former) {}

  /**
   * What is asked for.
   *
   * @param checkId the check
   * @param follower its states
   * @param scope which of them
   * @param shards in which shards
   * @param key the key, if it is only about one
   */
  record Request(
      String checkId, String follower, Scope scope, Set<Integer> shards, @Nullable SoughtKey key) {
    Request {
      shards = Set.copyOf(shards);
    }
  }

  private RefoldTable() {}

  /** Notes a request; tells its number. */
  static Future<Long> request(SqlConnection connection, Request request, String requestedBy) {
    return connection
        .query(FORGET)
        .execute()
        .compose(
            v ->
                connection
                    .preparedQuery(REQUEST)
                    .execute(
                        Tuple.of(
                            request.checkId(),
                            request.follower(),
                            text(request.scope()),
                            request.key() == null ? null : request.key().json(),
                            requestedBy)))
        .map(rows -> rows.iterator().next().getLong(0))
        .compose(
            id ->
                connection
                    .preparedQuery(REQUEST_SHARDS)
                    .execute(Tuple.tuple().addLong(id).addArrayOfInteger(shards(request.shards())))
                    .map(id));
  }

  /** How many refolds of a follower are not done. */
  static Future<Long> underWay(SqlClient client, String follower) {
    return client
        .preparedQuery(UNDER_WAY)
        .execute(Tuple.of(follower))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** The hash of a text by which records are split into shards. */
  static Future<Long> routingHash(SqlClient client, String text) {
    return client
        .preparedQuery("SELECT " + HashedText.of("$1::text"))
        .execute(Tuple.of(text))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** What is next, for each shard of which states are to be made again. */
  static Future<List<Task>> next(SqlClient client) {
    return client
        .query(NEXT)
        .execute()
        .map(
            rows -> {
              List<Task> tasks = new ArrayList<>();
              rows.forEach(row -> tasks.add(task(row)));
              return tasks;
            });
  }

  private static Task task(Row row) {
    return new Task(
        row.getString("follower"),
        row.getInteger("shard"),
        row.getLong("refold_id"),
        scope(row) == Scope.KEY ? SoughtKey.of(row.getJsonObject("sought")) : null,
        new Progress(
            State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            row.getString("layout"),
            row.getLong("reached"),
            row.getLong("former")));
  }

  /** Begins, or begins again, behind an id. */
  static Future<Void> begin(
      SqlClient client, long refoldId, Collection<Integer> shards, String layout, long from) {
    return client
        .preparedQuery(BEGIN)
        .execute(Tuple.of(refoldId, shards(shards), layout, from))
        .mapEmpty();
  }

  /** Notes how far the reading is, for whoever looks. */
  static Future<Void> seen(SqlClient client, long refoldId, Collection<Integer> shards, long upTo) {
    return at(client, SEEN, refoldId, shards, upTo);
  }

  /** Notes up to which id the new states are written. */
  static Future<Void> reached(
      SqlClient client, long refoldId, Collection<Integer> shards, long upTo) {
    return at(client, REACHED, refoldId, shards, upTo);
  }

  /** Notes that the new states decide. */
  static Future<Void> changedOver(
      SqlClient client, long refoldId, Collection<Integer> shards, long upTo) {
    return at(client, CHANGED_OVER, refoldId, shards, upTo);
  }

  private static Future<Void> at(
      SqlClient client, String sql, long refoldId, Collection<Integer> shards, long upTo) {
    return client.preparedQuery(sql).execute(Tuple.of(refoldId, shards(shards), upTo)).mapEmpty();
  }

  /** Notes that a shard is done, and forgets the key if there was one. */
  static Future<Void> done(SqlClient client, long refoldId, int shard, long upTo) {
    return client
        .preparedQuery(DONE)
        .execute(Tuple.of(refoldId, shard, upTo))
        .compose(v -> client.preparedQuery(FORGET_KEY).execute(Tuple.of(refoldId)))
        .mapEmpty();
  }

  /**
   * Refolds, the newest first.
   *
   * @param refoldId the one; null for all
   */
  static Future<List<Refold>> show(SqlClient client, @Nullable Long refoldId, int most) {
    return client.preparedQuery(SHOW).execute(Tuple.of(refoldId, most)).map(RefoldTable::read);
  }

  private static List<Refold> read(RowSet<Row> rows) {
    Map<Long, List<Row>> byRefold = new LinkedHashMap<>();
    rows.forEach(
        row ->
            byRefold.computeIfAbsent(row.getLong("refold_id"), id -> new ArrayList<>()).add(row));
    return byRefold.values().stream().map(RefoldTable::refold).toList();
  }

  private static Refold refold(List<Row> shards) {
    Row first = shards.get(0);
    return new Refold(
        first.getLong("refold_id"),
        first.getString("check_id"),
        scope(first),
        first.getString("requested_by"),
        DbTimestamps.of(first, "requested_at"),
        shards.stream().map(RefoldTable::part).toList());
  }

  private static Part part(Row row) {
    return new Part(
        row.getInteger("shard"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getLong("done"),
        row.getLong("total"),
        DbTimestamps.orNull(row, "ended_at"));
  }

  private static Scope scope(Row row) {
    return Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT));
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Integer[] shards(Collection<Integer> shards) {
    return shards.toArray(Integer[]::new);
  }
}
