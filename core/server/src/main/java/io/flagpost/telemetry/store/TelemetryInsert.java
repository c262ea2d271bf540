package io.flagpost.telemetry.store;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.RaisedFlag;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The one statement that makes a group durable: its records, and with them the idempotency keys
 * that they carry.
 *
 * <p>Repeatable: a record that is already there is left alone, a key that already belongs to the
 * record is recognised.
 */
final class TelemetryInsert {
  /** More repeats of a record than these come from nobody who only did not hear the answer. */
  static final int MOST_REPEATS = 20;

  /** Nor do repeats from more networks than these. */
  static final int MOST_NETWORKS = 3;

  /** The flag of a record whose key was used before, and that is stored all the same. */
  static final RaisedFlag KEY_REUSED =
      new RaisedFlag(
          "idempotency_key_reused",
          "core",
          "high",
          "The idempotency key was used before, for other content or too often.",
          Map.of());

  /** Whether a claim turns out to be a repeat, by today's rule or by the one before. */
  private static final String COUNTS =
      """
      i.record_id <> excluded.record_id AND i.content_hash IN (
                excluded.content_hash,
                (SELECT u.content_hash_before FROM use u WHERE u.record_id = excluded.record_id))""";

  private static final List<RowColumn<TelemetryRow>> RECORD = RowColumns.OF_RECORD;
  private static final List<RowColumn<TelemetryRow>> KEYED =
      Stream.concat(RECORD.stream(), RowColumns.OF_KEY.stream()).toList();

  private static final String INSERT_RECORDS = insertRecords();
  private static final String INSERT_KEYED = insertKeyed();

  private final Duration idempotencyWindow;

  TelemetryInsert(Duration idempotencyWindow) {
    this.idempotencyWindow = idempotencyWindow;
  }

  /** The statement for these rows. */
  String sql(List<TelemetryRow> rows) {
    return carriesKeys(rows) ? INSERT_KEYED : INSERT_RECORDS;
  }

  /**
   * The parameters for these rows.
   *
   * @param now the moment at which keys are expired or not
   */
  Tuple bind(List<TelemetryRow> rows, Instant now) {
    List<Object> parameters = new ArrayList<>();
    if (carriesKeys(rows)) {
      KEYED.forEach(column -> parameters.add(column.bind(rows)));
      parameters.add(DbTimestamps.utc(now));
      parameters.add(DbTimestamps.utc(now.plus(idempotencyWindow)));
    } else {
      RECORD.forEach(column -> parameters.add(column.bind(rows)));
    }
    return Tuple.wrap(parameters);
  }

  /** The records that turned out to be repeats, with what the first one's sender was told. */
  static Map<UUID, Acknowledgement> repeats(RowSet<Row> result) {
    Map<UUID, Acknowledgement> repeats = new HashMap<>();
    for (Row row : result) {
      Acknowledgement first =
          new Acknowledgement(row.getInteger("code"), FlagJson.readErrors(row.getString("errors")));
      repeats.put(row.getUUID("record_id"), first);
    }
    return repeats;
  }

  private static boolean carriesKeys(List<TelemetryRow> rows) {
    return rows.stream().anyMatch(row -> row.idempotency() != null);
  }

  private static String insertRecords() {
    return "INSERT INTO telemetry ("
        + names(RECORD)
        + ") SELECT "
        + RECORD.stream().map(RowColumn::expression).collect(Collectors.joining(", "))
        + " FROM ("
        + rows(RECORD)
        + ") AS r ON CONFLICT (record_id) DO NOTHING";
  }

  /**
   * First the keys, in their order, so that two groups cannot wait for each other, and each key
   * once: the group's oldest record claims it. A key in use is updated to what it is already: only
   * that returns it even where it was committed after this statement's snapshot, and it makes two
   * groups with the same key take turns.
   *
   * <p>The claim also counts repeats, and lists their networks behind that of the first record.
   * Records of other content, and those that come within one group after such a one, do not count.
   */
  private static String insertKeyed() {
    String expressions =
        RECORD.stream().map(TelemetryInsert::flaggedIfReused).collect(Collectors.joining(", "));
    return """
        WITH r AS MATERIALIZED (<rows>),
        use AS (
          SELECT r.*, row_number() OVER alike AS nth, count(*) OVER alike AS uses,
                 array_agg(r.client_network) OVER alike AS networks
            FROM r WINDOW alike AS (
              PARTITION BY r.api_key_id, r.key_hash, r.content_hash,
                           CASE WHEN r.key_hash IS NULL THEN r.record_id END
              ORDER BY r.record_id
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)),
        claim AS (
          INSERT INTO idempotency AS i
                 (api_key_id, key_hash, content_hash, record_id, http_status, code, errors,
                  expires_at, repeats, networks)
          SELECT DISTINCT ON (u.api_key_id, u.key_hash)
                 u.api_key_id, u.key_hash, u.content_hash, u.record_id, u.http_status, u.code,
                 u.errors::json, <expiry>, u.uses - 1,
                 u.networks[1:1]
                   || ARRAY(SELECT DISTINCT unnest(u.networks[2:]) LIMIT <networks> + 1)
            FROM use u WHERE u.key_hash IS NOT NULL
           ORDER BY u.api_key_id, u.key_hash, u.record_id
          ON CONFLICT (api_key_id, key_hash) DO UPDATE SET
            <kept>,
            repeats = CASE WHEN i.expires_at <= <now> THEN excluded.repeats
              WHEN <counts> THEN i.repeats + excluded.repeats + 1 ELSE i.repeats END,
            networks = CASE WHEN i.expires_at <= <now> THEN excluded.networks
              WHEN <counts> THEN i.networks || ARRAY(
                SELECT DISTINCT n FROM unnest(excluded.networks) n
                 WHERE n <> ALL (i.networks[2:])
                 LIMIT greatest(0, <networks> + 2 - cardinality(i.networks)))
              ELSE i.networks END
          RETURNING i.*),
        mine AS (
          SELECT u.*, coalesce(k.record_id <> u.record_id, false) AS taken,
                 coalesce(
                   k.record_id <> u.record_id
                   AND k.content_hash IN (u.content_hash, u.content_hash_before)
                   AND k.repeats - (u.uses - u.nth) <= <repeats>
                   AND cardinality(k.networks) - 1 <= <networks>, false) AS repeated
            FROM use u LEFT JOIN claim k USING (api_key_id, key_hash)),
        stored AS (
          INSERT INTO telemetry (<names>)
          SELECT <expressions> FROM mine r WHERE NOT r.repeated ORDER BY r.record_id
          ON CONFLICT (record_id) DO NOTHING)
        SELECT m.record_id, k.code, k.errors::text AS errors
          FROM mine m JOIN claim k USING (api_key_id, key_hash) WHERE m.repeated"""
        .replace("<rows>", rows(KEYED))
        .replace("<kept>", keptUnlessExpired())
        .replace("<counts>", COUNTS)
        .replace("<now>", "$" + (KEYED.size() + 1) + "::timestamptz")
        .replace("<expiry>", "$" + (KEYED.size() + 2) + "::timestamptz")
        .replace("<repeats>", Integer.toString(MOST_REPEATS))
        .replace("<networks>", Integer.toString(MOST_NETWORKS))
        .replace("<names>", names(RECORD))
        .replace("<expressions>", expressions);
  }

  private static String keptUnlessExpired() {
    return Stream.of("content_hash", "record_id", "http_status", "code", "errors", "expires_at")
        .map(
            name ->
                name
                    + " = CASE WHEN i.expires_at <= <now> THEN excluded."
                    + name
                    + " ELSE i."
                    + name
                    + " END")
        .collect(Collectors.joining(", "));
  }

  private static String flaggedIfReused(RowColumn<TelemetryRow> column) {
    return switch (column.name()) {
      case "flagged" -> "r.flagged OR r.taken";
      case "flags" ->
          String.format(
              Locale.ROOT,
              "CASE WHEN r.taken THEN %1$s || '%2$s'::text ELSE %1$s END",
              column.expression(),
              KEY_REUSED.code());
      case "flag_details" ->
          String.format(
              Locale.ROOT,
              "CASE WHEN r.taken THEN coalesce(%1$s, '[]') || '%2$s'::jsonb ELSE %1$s END",
              column.expression(),
              FlagJson.write(List.of(KEY_REUSED)));
      default -> column.expression();
    };
  }

  /** One row for each place of the arrays: read side by side, which is faster than one by one. */
  private static String rows(List<RowColumn<TelemetryRow>> columns) {
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                String.format(
                    Locale.ROOT,
                    "unnest($%d::%s[]) AS %s",
                    i + 1,
                    columns.get(i).type(),
                    columns.get(i).name()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String names(List<RowColumn<TelemetryRow>> columns) {
    return columns.stream().map(RowColumn::name).collect(Collectors.joining(", "));
  }
}
