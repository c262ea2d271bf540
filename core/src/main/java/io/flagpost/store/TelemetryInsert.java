package io.flagpost.store;

import io.flagpost.checks.RaisedFlag;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
  /** The flag of a record whose key was used before for other content. */
  static final RaisedFlag KEY_REUSED =
      new RaisedFlag(
          "idempotency_key_reused",
          "core",
          "high",
          "The idempotency key was used before for other content.",
          Map.of());

  private static final List<Column<TelemetryRow>> RECORD = RowColumns.OF_RECORD;
  private static final List<Column<TelemetryRow>> KEYED =
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
      parameters.add(now.atOffset(ZoneOffset.UTC));
      parameters.add(now.plus(idempotencyWindow).atOffset(ZoneOffset.UTC));
    } else {
      RECORD.forEach(column -> parameters.add(column.bind(rows)));
    }
    return Tuple.wrap(parameters);
  }

  /** The records that turned out to be repeats, with what the first one's sender was told. */
  static Map<UUID, Outcome> repeats(RowSet<Row> result) {
    Map<UUID, Outcome> repeats = new HashMap<>();
    for (Row row : result) {
      Outcome first =
          new Outcome(
              row.getInteger("http_status"),
              row.getInteger("code"),
              FlagJson.readErrors(row.getString("errors")));
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
        + RECORD.stream().map(Column::expression).collect(Collectors.joining(", "))
        + " FROM ("
        + rows(RECORD)
        + ") AS r ON CONFLICT (record_id) DO NOTHING";
  }

  /**
   * First the keys, in their order, so that two groups cannot wait for each other, and each key
   * once: the group's oldest record claims it. A key in use is updated to what it is already: only
   * that returns it even where it was committed after this statement's snapshot, and it makes two
   * groups with the same key take turns.
   */
  private static String insertKeyed() {
    String now = "$" + (KEYED.size() + 1) + "::timestamptz";
    String expiry = "$" + (KEYED.size() + 2) + "::timestamptz";
    String kept =
        Stream.of("content_hash", "record_id", "http_status", "code", "errors", "expires_at")
            .map(
                name ->
                    String.format(
                        "%1$s = CASE WHEN i.expires_at <= %2$s THEN excluded.%1$s ELSE i.%1$s END",
                        name, now))
            .collect(Collectors.joining(", "));
    String expressions =
        RECORD.stream().map(TelemetryInsert::flaggedIfReused).collect(Collectors.joining(", "));
    return "WITH r AS MATERIALIZED ("
        + rows(KEYED)
        + "), claim AS (INSERT INTO idempotency AS i (api_key_id, key_hash, content_hash,"
        + " record_id, http_status, code, errors, expires_at) SELECT DISTINCT ON (r.api_key_id, r.key_hash) r.api_key_id, r.key_hash,"
        + " r.content_hash, r.record_id, r.http_status, r.code, r.errors::json, "
        + expiry
        + " FROM r WHERE r.key_hash IS NOT NULL ORDER BY r.api_key_id, r.key_hash, r.record_id"
        + " ON CONFLICT (api_key_id, key_hash) DO UPDATE SET "
        + kept
        + " RETURNING i.*), mine AS (SELECT r.*, coalesce(k.record_id <> r.record_id, false)"
        + " AS taken, coalesce(k.content_hash = r.content_hash, false) AS same FROM r"
        + " LEFT JOIN claim k USING (api_key_id, key_hash)), stored AS (INSERT INTO telemetry ("
        + names(RECORD)
        + ") SELECT "
        + expressions
        + " FROM mine r WHERE NOT (r.taken AND r.same) ORDER BY r.record_id"
        + " ON CONFLICT (record_id) DO NOTHING)"
        + " SELECT m.record_id, k.http_status, k.code, k.errors::text AS errors FROM mine m"
        + " JOIN claim k USING (api_key_id, key_hash) WHERE m.taken AND m.same";
  }

  private static String flaggedIfReused(Column<TelemetryRow> column) {
    return switch (column.name()) {
      case "flagged" -> "r.flagged OR r.taken";
      case "flags" ->
          String.format(
              "CASE WHEN r.taken THEN %1$s || '%2$s'::text ELSE %1$s END",
              column.expression(), KEY_REUSED.code());
      case "flag_details" ->
          String.format(
              "CASE WHEN r.taken THEN coalesce(%1$s, '[]') || '%2$s'::jsonb ELSE %1$s END",
              column.expression(), FlagJson.write(List.of(KEY_REUSED)));
      default -> column.expression();
    };
  }

  /** One row for each place of the arrays: read side by side, which is faster than one by one. */
  private static String rows(List<Column<TelemetryRow>> columns) {
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                String.format(
                    "unnest($%d::%s[]) AS %s", i + 1, columns.get(i).type(), columns.get(i).name()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String names(List<Column<TelemetryRow>> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
