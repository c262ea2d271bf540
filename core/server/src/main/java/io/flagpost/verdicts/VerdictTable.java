package io.flagpost.verdicts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.JoinedTexts;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.telemetry.store.FlagJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code verdict}, to which rows are only added; each is there once, by its {@link Key}.
 */
final class VerdictTable {
  private static final String INSERT =
      "INSERT INTO verdict (record_id, check_id, check_version, mode, run, decided_at, flags,"
          + " pending, details, flags_before, flags_after)"
          + " SELECT record_id, check_id, check_version, mode, run, decided_at, "
          + JoinedTexts.split("flags")
          + ", pending, details::jsonb, "
          + JoinedTexts.split("flags_before")
          + ", "
          + JoinedTexts.split("flags_after")
          + """
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[],
                 $6::timestamptz[], $7::text[], $8::boolean[], $9::text[], $10::text[], $11::text[])
                 WITH ORDINALITY AS v (record_id, check_id, check_version, mode, run, decided_at,
                   flags, pending, details, flags_before, flags_after, place)
            ORDER BY place
            ON CONFLICT (record_id, check_id, check_version, mode, run) DO NOTHING""";

  private static final String READ =
      """
      SELECT record_id, check_id, check_version, mode, run, flags, pending FROM verdict
       WHERE record_id = ANY ($1::uuid[]) AND (mode = 'shadow') = $2 ORDER BY verdict_id""";

  private static final String FINDINGS =
      """
      SELECT v.record_id, v.check_id, f ->> 'kind' AS kind, f -> 'facts' AS facts
        FROM verdict v, jsonb_array_elements(v.details -> 'findings') AS f
       WHERE v.record_id = ANY ($1::uuid[]) AND v.pending AND v.run = 0
       ORDER BY v.verdict_id""";

  /**
   * Names a verdict.
   *
   * @param recordId the record
   * @param checkId the check
   * @param checkVersion its version
   * @param mode the occasion
   * @param run as {@link Verdict#run}
   */
  record Key(UUID recordId, String checkId, String checkVersion, VerdictMode mode, long run) {
    static Key of(Verdict verdict) {
      return new Key(
          verdict.recordId(),
          verdict.checkId(),
          verdict.checkVersion(),
          verdict.mode(),
          verdict.run());
    }
  }

  /** A verdict that is in the table. */
  record Written(Key key, List<String> flags, boolean pending) {
    void addTo(CurrentVerdict current) {
      current.add(key.checkId(), flags, pending);
    }
  }

  /**
   * A verdict and what it changes.
   *
   * @param verdict the verdict
   * @param before all flags of the record before it, or null where it does not count
   * @param after all flags of the record after it, or null where it does not count
   */
  record Effect(Verdict verdict, @Nullable List<String> before, @Nullable List<String> after) {
    static Effect none(Verdict verdict) {
      return new Effect(verdict, null, null);
    }

    /** Adds it to what stood until then. */
    static Effect of(Verdict verdict, CurrentVerdict current) {
      List<String> before = current.flags();
      current.add(verdict.checkId(), verdict.codes().toList(), verdict.pending());
      return new Effect(verdict, before, current.flags());
    }
  }

  private VerdictTable() {}

  /** Adds verdicts, in this order; one that is there stays as it is. */
  static Future<Void> insert(SqlClient client, List<Effect> effects) {
    if (effects.isEmpty()) {
      return Future.succeededFuture();
    }
    return client
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(column(effects, Verdict::recordId, UUID[]::new))
                .addArrayOfString(column(effects, Verdict::checkId, String[]::new))
                .addArrayOfString(column(effects, Verdict::checkVersion, String[]::new))
                .addArrayOfString(column(effects, v -> v.mode().column(), String[]::new))
                .addArrayOfLong(column(effects, Verdict::run, Long[]::new))
                .addArrayOfOffsetDateTime(
                    column(effects, v -> DbTimestamps.utc(v.decidedAt()), OffsetDateTime[]::new))
                .addArrayOfString(
                    column(effects, v -> JoinedTexts.join(v.codes().toList()), String[]::new))
                .addArrayOfBoolean(column(effects, Verdict::pending, Boolean[]::new))
                .addArrayOfString(column(effects, VerdictTable::details, String[]::new))
                .addArrayOfString(
                    effects.stream().map(e -> joined(e.before())).toArray(String[]::new))
                .addArrayOfString(
                    effects.stream().map(e -> joined(e.after())).toArray(String[]::new)))
        .mapEmpty();
  }

  private static <T> T[] column(
      List<Effect> effects, Function<Verdict, @Nullable T> value, IntFunction<T[]> array) {
    return effects.stream().map(effect -> value.apply(effect.verdict())).toArray(array);
  }

  private static @Nullable String joined(@Nullable List<String> codes) {
    return codes == null ? null : JoinedTexts.join(codes);
  }

  /** What folds had found, of records for which they owe an answer. */
  static Future<Map<PendingFolds.Question, List<FoldFinding>>> pendingFindings(
      SqlClient client, Collection<UUID> recordIds) {
    return client
        .preparedQuery(FINDINGS)
        .execute(Tuple.of(recordIds.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<PendingFolds.Question, List<FoldFinding>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(
                        new PendingFolds.Question(
                            row.getUUID("record_id"), row.getString("check_id")),
                        question -> new ArrayList<>())
                    .add(finding(row));
              }
              return found;
            });
  }

  private static FoldFinding finding(Row row) {
    Map<String, String> facts = new HashMap<>();
    JsonObject given = row.getJsonObject("facts");
    given.forEach(fact -> facts.put(fact.getKey(), String.valueOf(fact.getValue())));
    return new FoldFinding(row.getString("kind"), facts);
  }

  /** Draws the number of a re-check. */
  static Future<Long> nextRecheck(SqlClient client) {
    return client
        .query("SELECT nextval('recheck_run_seq')")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** All later verdicts that count on some records, in the order in which they were written. */
  static Future<List<Written>> counting(SqlClient client, Collection<UUID> recordIds) {
    return read(client, recordIds, false);
  }

  /** Adds to what stands of some records all later verdicts that count. */
  static Future<Void> addCounting(SqlClient client, Map<UUID, CurrentVerdict> stands) {
    return add(client, false, stands);
  }

  /** Adds to nothing the verdicts of plugins in shadow. */
  static Future<Map<UUID, CurrentVerdict>> shadowOf(SqlClient client, Collection<UUID> recordIds) {
    Map<UUID, CurrentVerdict> stands = new HashMap<>();
    recordIds.forEach(id -> stands.put(id, new CurrentVerdict(true, List.of(), List.of())));
    return add(client, true, stands).map(stands);
  }

  private static Future<Void> add(
      SqlClient client, boolean shadow, Map<UUID, CurrentVerdict> stands) {
    return read(client, stands.keySet(), shadow)
        .map(
            found -> {
              for (Written one : found) {
                CurrentVerdict stand = stands.get(one.key().recordId());
                if (stand != null) {
                  one.addTo(stand);
                }
              }
              return null;
            });
  }

  private static Future<List<Written>> read(
      SqlClient client, Collection<UUID> recordIds, boolean shadow) {
    if (recordIds.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(recordIds.toArray(UUID[]::new), shadow))
        .map(
            rows -> {
              List<Written> found = new ArrayList<>();
              rows.forEach(row -> found.add(written(row)));
              return found;
            });
  }

  private static Written written(Row row) {
    return new Written(
        new Key(
            row.getUUID("record_id"),
            row.getString("check_id"),
            row.getString("check_version"),
            VerdictMode.of(row.getString("mode")),
            row.getLong("run")),
        List.of(row.getArrayOfStrings("flags")),
        row.getBoolean("pending"));
  }

  private static @Nullable String details(Verdict verdict) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    if (!verdict.flags().isEmpty()) {
      details.set("flags", FlagJson.array(verdict.flags()));
    }
    if (!verdict.inputs().findings().isEmpty()) {
      ArrayNode findings = details.putArray("findings");
      for (FoldFinding finding : verdict.inputs().findings()) {
        ObjectNode facts = findings.addObject().put("kind", finding.kind()).putObject("facts");
        finding.facts().forEach(facts::put);
      }
    }
    if (!verdict.inputs().lookups().isEmpty()) {
      ArrayNode lookups = details.putArray("lookups");
      for (LookedUp one : verdict.inputs().lookups()) {
        ObjectNode lookup = lookups.addObject().put("what", one.what());
        lookup.put("found", !one.facts().isEmpty());
        ObjectNode facts = lookup.putObject("facts");
        one.facts().forEach(facts::put);
      }
    }
    if (verdict.reason() != null) {
      details.put("reason", verdict.reason());
    }
    return details.isEmpty() ? null : details.toString();
  }
}
