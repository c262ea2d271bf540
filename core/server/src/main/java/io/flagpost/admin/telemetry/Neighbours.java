package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.telemetry.query.RecordConditions;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryField;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a record's license, activation and user sent before it and after it: a few records of each,
 * the nearest first, out of some days around it, so that a handful of partitions is planned for.
 */
final class Neighbours {
  private static final Duration DAYS = Duration.ofDays(7);
  private static final int EACH = 5;

  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private static final String SIDE =
      """
      (SELECT %1$s AS sender, %2$s AS side, t.record_id, t.id, t.created_at, t.product_version,
           t.client_address, coalesce(s.flags, t.flags) AS red_flags
         FROM telemetry t LEFT JOIN standing s USING (record_id)
        WHERE %3$s ORDER BY t.id %4$s LIMIT %5$s)""";

  private Neighbours() {}

  /**
   * Reads them.
   *
   * @param limit which records {@code t} the caller may see
   * @param record the record, as {@link WholeRecord} writes it
   * @return the JSON object that belongs beside it
   */
  static Future<ObjectNode> of(SqlClient client, SqlCondition limit, ObjectNode record) {
    Instant received = RecordIds.timeOf(UUID.fromString(record.path("record_id").asText()));
    Instant from = received.minus(DAYS);
    Instant to = received.plus(DAYS);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("from", TimestampText.shortest(from));
    json.put("to", TimestampText.shortest(to));
    SqlCondition within =
        limit
            .and(SqlCondition.equal("t.environment", record.path("environment").asText()))
            .and(
                SqlCondition.of(
                    "t.record_id >= $1::uuid AND t.record_id < $2::uuid",
                    RecordIds.floor(from),
                    RecordIds.floor(to)));
    Map<String, SqlCondition> senders = senders(record);
    senders.keySet().forEach(sender -> putSides(json.putObject(sender)));
    if (senders.isEmpty()) {
      return Future.succeededFuture(json);
    }
    List<Sql> sides = new ArrayList<>();
    senders.forEach(
        (sender, same) -> {
          sides.add(side(sender, BEFORE, within.and(same), record));
          sides.add(side(sender, AFTER, within.and(same), record));
        });
    return union(sides)
        .execute(client)
        .map(
            rows -> {
              rows.forEach(row -> add(json, row));
              return json;
            });
  }

  private static Map<String, SqlCondition> senders(ObjectNode record) {
    String license = sent(record, TelemetryField.LICENSE_KEY);
    String activation = sent(record, TelemetryField.ACTIVATION_IDENTIFIER);
    String user = sent(record, TelemetryField.USER_IDENTIFIER);
    Map<String, SqlCondition> senders = new LinkedHashMap<>();
    if (license != null) {
      RecordFilter ofLicense = RecordFilter.ALL.with(TelemetryField.LICENSE_KEY, license);
      senders.put("license", RecordConditions.ofSender(ofLicense));
      if (activation != null) {
        senders.put(
            "activation",
            RecordConditions.ofSender(
                ofLicense.with(TelemetryField.ACTIVATION_IDENTIFIER, activation)));
      }
    }
    if (user != null) {
      senders.put(
          "user",
          RecordConditions.ofSender(RecordFilter.ALL.with(TelemetryField.USER_IDENTIFIER, user)));
    }
    return senders;
  }

  private static @Nullable String sent(ObjectNode record, TelemetryField field) {
    return record.path("sent").path(field.columnName()).textValue();
  }

  private static Sql side(String sender, String side, SqlCondition condition, ObjectNode record) {
    boolean isBefore = side.equals(BEFORE);
    SqlCondition beyond =
        SqlCondition.of(
            isBefore ? "t.id < $1::bigint" : "t.id > $1::bigint", record.path("id").asLong());
    return Sql.format(
        SIDE,
        Sql.of("$1::text", sender),
        Sql.of("$1::text", side),
        condition.and(beyond).sql(),
        Sql.of(isBefore ? "DESC" : "ASC"),
        Sql.of(Integer.toString(EACH)));
  }

  private static Sql union(List<Sql> sides) {
    StringBuilder template = new StringBuilder("SELECT * FROM (");
    for (int i = 1; i <= sides.size(); i++) {
      template.append(i == 1 ? "%" : " UNION ALL %").append(i).append("$s");
    }
    // Of those before, the nearest has the highest id; of those after, the lowest.
    template.append(") AS n ORDER BY sender, side, CASE WHEN side = 'before' THEN -id ELSE id END");
    return Sql.format(template.toString(), sides.toArray(Sql[]::new));
  }

  private static void putSides(ObjectNode sender) {
    sender.putArray(BEFORE);
    sender.putArray(AFTER);
  }

  private static void add(ObjectNode json, Row row) {
    ObjectNode link =
        ((ArrayNode) json.path(row.getString("sender")).path(row.getString("side"))).addObject();
    link.put("record_id", row.getUUID("record_id").toString());
    link.put("id", row.getLong("id"));
    link.put("received_at", TimestampText.microseconds(DbTimestamps.of(row, "created_at")));
    link.put("product_version", row.getString("product_version"));
    link.put("client_address", row.getString("client_address"));
    ArrayNode flags = link.putArray("red_flags");
    for (String flag : row.getArrayOfStrings("red_flags")) {
      flags.add(flag);
    }
  }
}
