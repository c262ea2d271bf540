package io.flagpost.verdicts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.store.FlagJson;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code verdict}, to which rows are only added. */
final class VerdictTable {
  /** Keeps the codes of a row apart, which travel as one text. */
  private static final String SEPARATOR = "\u001F";

  private static final String INSERT =
      """
      INSERT INTO verdict (record_id, check_id, check_version, mode, decided_at, flags, pending,
          details)
        SELECT record_id, check_id, check_version, mode, decided_at,
            string_to_array(flags, E'\\x1f'), pending, details::jsonb
          FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[],
              $6::text[], $7::boolean[], $8::text[])
              WITH ORDINALITY AS v (record_id, check_id, check_version, mode, decided_at, flags,
                pending, details, place)
         ORDER BY place""";

  private static final String COUNTING =
      """
      SELECT record_id, check_id, flags, pending FROM verdict
       WHERE record_id = ANY ($1::uuid[]) AND mode <> 'shadow' ORDER BY verdict_id""";

  private static final String SHADOW =
      """
      SELECT record_id, check_id, flags, pending FROM verdict
       WHERE record_id = ANY ($1::uuid[]) AND mode = 'shadow' ORDER BY verdict_id""";

  private VerdictTable() {}

  /** Adds verdicts, in this order. */
  static Future<Void> insert(SqlClient client, List<Verdict> verdicts) {
    return client
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(verdicts.stream().map(Verdict::recordId).toArray(UUID[]::new))
                .addArrayOfString(verdicts.stream().map(Verdict::checkId).toArray(String[]::new))
                .addArrayOfString(
                    verdicts.stream().map(Verdict::checkVersion).toArray(String[]::new))
                .addArrayOfString(
                    verdicts.stream().map(v -> v.mode().column()).toArray(String[]::new))
                .addArrayOfOffsetDateTime(
                    verdicts.stream()
                        .map(v -> v.decidedAt().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfString(
                    verdicts.stream()
                        .map(v -> v.codes().collect(Collectors.joining(SEPARATOR)))
                        .toArray(String[]::new))
                .addArrayOfBoolean(verdicts.stream().map(Verdict::pending).toArray(Boolean[]::new))
                .addArrayOfString(
                    verdicts.stream().map(VerdictTable::details).toArray(String[]::new)))
        .mapEmpty();
  }

  /** Adds to what stands of some records all later verdicts that count. */
  static Future<Void> addCounting(SqlClient client, Map<UUID, CurrentVerdict> stands) {
    return add(client, COUNTING, stands);
  }

  /** Adds to nothing the verdicts of plugins in shadow. */
  static Future<Map<UUID, CurrentVerdict>> shadowOf(SqlClient client, Collection<UUID> recordIds) {
    Map<UUID, CurrentVerdict> stands = new HashMap<>();
    recordIds.forEach(id -> stands.put(id, new CurrentVerdict(true, List.of(), List.of())));
    return add(client, SHADOW, stands).map(stands);
  }

  private static Future<Void> add(SqlClient client, String sql, Map<UUID, CurrentVerdict> stands) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(stands.keySet().toArray(UUID[]::new)))
        .map(
            rows -> {
              for (Row row : rows) {
                CurrentVerdict stand = stands.get(row.getUUID("record_id"));
                if (stand != null) {
                  stand.add(
                      row.getString("check_id"),
                      List.of(row.getArrayOfStrings("flags")),
                      row.getBoolean("pending"));
                }
              }
              return null;
            });
  }

  private static @Nullable String details(Verdict verdict) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    if (!verdict.flags().isEmpty()) {
      details.set("flags", FlagJson.array(verdict.flags()));
    }
    if (verdict.reason() != null) {
      details.put("reason", verdict.reason());
    }
    return details.isEmpty() ? null : details.toString();
  }
}
