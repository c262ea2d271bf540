package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.telemetry.record.TelemetryField;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is stored: what was sent, what was said of it at receipt, and each verdict that
 * was added later, in the order in which they were written.
 */
final class WholeRecord {
  /** Enough for every body that the public listener takes by default. */
  private static final int MOST_RAW_OCTETS = 1 << 16;

  /** Verdicts come with the record in one snapshot, so that they add up to what stands. */
  private static final Sql SELECT =
      Sql.of(
          "SELECT t.record_id, t.id, t.created_at, t.environment, t.api_key_id, t.client_address, "
              + TelemetryField.columns(TelemetryField.ALL)
              + """
                , t.event_id, t.occurred_at, t.nonce, t.build_checksum, t.sequence,
                octet_length(t.raw_body) AS raw_body_octets,
                substring(t.raw_body FROM 1 FOR %1$d) AS raw_body,
                octet_length(t.raw_query) AS raw_query_octets,
                substring(t.raw_query FROM 1 FOR %1$d) AS raw_query,
                t.raw_content_type, t.raw_content_encoding,
                t.is_correct_format, t.license_key_exists, t.product_exists,
                t.product_version_exists, t.flags, t.pending, t.flag_details::text AS flag_details,
                t.catalog_id,
                coalesce(s.flags, t.flags) AS standing_flags,
                coalesce(s.pending, t.pending) AS standing_pending,
                coalesce(s.updated_at, t.created_at) AS updated_at,
                (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'check', v.check_id, 'check_version', v.check_version, 'mode', v.mode,
                    'decided_at', to_char(v.decided_at AT TIME ZONE 'UTC',
                      'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                    'flags', v.flags, 'pending', v.pending, 'details', v.details,
                    'flags_before', v.flags_before, 'flags_after', v.flags_after)
                    ORDER BY v.verdict_id), '[]')::text
                   FROM verdict v WHERE v.record_id = t.record_id) AS verdicts
                FROM telemetry t LEFT JOIN standing s USING (record_id)"""
                  .replace("%1$d", Integer.toString(MOST_RAW_OCTETS)));

  private static final JsonMapper JSON = new JsonMapper();

  private WholeRecord() {}

  /**
   * The record with this id; if there is none, those whose senders gave them this event id, two at
   * most.
   *
   * @param limit which records {@code t} the caller may see
   */
  static Future<List<ObjectNode>> find(SqlClient client, SqlCondition limit, UUID id) {
    return find(client, SqlCondition.equal("t.record_id", id).and(limit))
        .compose(
            found ->
                found.isEmpty()
                    ? find(client, SqlCondition.equal("t.event_id", id).and(limit))
                    : Future.succeededFuture(found));
  }

  private static Future<List<ObjectNode>> find(SqlClient client, SqlCondition which) {
    return Sql.format("%s WHERE %s ORDER BY t.record_id LIMIT 2", SELECT, which.sql())
        .execute(client)
        .map(
            rows -> {
              List<ObjectNode> found = new ArrayList<>();
              rows.forEach(row -> found.add(json(row)));
              return found;
            });
  }

  private static ObjectNode json(Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("record_id", row.getUUID("record_id").toString());
    json.put("id", row.getLong("id"));
    json.put("received_at", time(row, "created_at"));
    json.put("environment", row.getString("environment"));
    json.put("api_key_id", row.getLong("api_key_id"));
    json.put("client_address", row.getString("client_address"));
    sent(json.putObject("sent"), row);
    raw(json, row);
    receipt(json.putObject("receipt"), row);
    ArrayNode verdicts = json.putArray("verdicts");
    parse(row.getString("verdicts"))
        .forEach(verdict -> verdicts.add(verdict((ObjectNode) verdict)));
    ObjectNode standing = json.putObject("standing");
    texts(standing, "flags", row.getArrayOfStrings("standing_flags"));
    texts(standing, "pending", row.getArrayOfStrings("standing_pending"));
    standing.put("updated_at", time(row, "updated_at"));
    return json;
  }

  private static void sent(ObjectNode sent, Row row) {
    for (TelemetryField field : TelemetryField.ALL) {
      sent.put(field.columnName(), row.getString(field.columnName()));
    }
    UUID eventId = row.getUUID("event_id");
    sent.put("event_id", eventId == null ? null : eventId.toString());
    sent.put("occurred_at", TimestampText.shortestOrNull(DbTimestamps.orNull(row, "occurred_at")));
    sent.put("nonce", row.getString("nonce"));
    sent.put("build_checksum", row.getString("build_checksum"));
    sent.put("sequence", row.getLong("sequence"));
  }

  private static void raw(ObjectNode json, Row row) {
    Buffer body = row.getBuffer("raw_body");
    Buffer query = row.getBuffer("raw_query");
    if (body == null && query == null) {
      json.putNull("raw");
      return;
    }
    ObjectNode raw = json.putObject("raw");
    raw.put("content_type", row.getString("raw_content_type"));
    raw.put("content_encoding", row.getString("raw_content_encoding"));
    octets(raw, "body", body, row.getInteger("raw_body_octets"));
    octets(raw, "query", query, row.getInteger("raw_query_octets"));
  }

  private static void octets(
      ObjectNode raw, String name, @Nullable Buffer begin, @Nullable Integer octets) {
    if (begin == null) {
      raw.putNull(name);
      return;
    }
    raw.putObject(name)
        .put("octets", octets)
        .put("text", utf8(begin.getBytes()))
        .put("hex", HexFormat.of().formatHex(begin.getBytes()));
  }

  /** Null if it is none: a replacement character would be taken for something that was sent. */
  private static @Nullable String utf8(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static void receipt(ObjectNode receipt, Row row) {
    receipt.put("is_correct_format", row.getBoolean("is_correct_format"));
    receipt.put("license_key_exists", row.getBoolean("license_key_exists"));
    receipt.put("product_exists", row.getBoolean("product_exists"));
    receipt.put("product_version_exists", row.getBoolean("product_version_exists"));
    receipt.set(
        "flags", told(row.getArrayOfStrings("flags"), parse(row.getString("flag_details"))));
    texts(receipt, "pending", row.getArrayOfStrings("pending"));
    receipt.put("catalog_id", row.getString("catalog_id"));
  }

  /** Flags with all that was said of them; of some there may be no more than the code. */
  private static ArrayNode told(String[] codes, JsonNode details) {
    ArrayNode flags = JsonNodeFactory.instance.arrayNode();
    for (String code : codes) {
      ObjectNode flag = flags.addObject().put("code", code);
      for (JsonNode detail : details) {
        if (detail.path("code").asText().equals(code)) {
          flag.setAll((ObjectNode) detail);
        }
      }
    }
    return flags;
  }

  private static ObjectNode verdict(ObjectNode verdict) {
    JsonNode details = verdict.remove("details");
    List<String> codes = new ArrayList<>();
    verdict.remove("flags").forEach(code -> codes.add(code.asText()));
    verdict.set("flags", told(codes.toArray(String[]::new), details.path("flags")));
    verdict.set("findings", orElse(details.path("findings"), JSON.createArrayNode()));
    verdict.set("lookups", orElse(details.path("lookups"), JSON.createArrayNode()));
    verdict.set("reason", orElse(details.path("reason"), NullNode.instance));
    return verdict;
  }

  private static JsonNode orElse(JsonNode found, JsonNode otherwise) {
    return found.isMissingNode() ? otherwise : found;
  }

  private static void texts(ObjectNode json, String name, String[] values) {
    ArrayNode list = json.putArray(name);
    for (String value : values) {
      list.add(value);
    }
  }

  private static String time(Row row, String column) {
    return TimestampText.microseconds(DbTimestamps.of(row, column));
  }

  private static JsonNode parse(@Nullable String json) {
    try {
      return json == null ? JSON.createArrayNode() : JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL takes no such JSON", e);
    }
  }
}
