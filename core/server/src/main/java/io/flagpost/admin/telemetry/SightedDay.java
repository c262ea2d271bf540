package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.statistics.LicenseDays.Users;
import io.flagpost.statistics.LicenseDays.Uses;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A day of a time line.
 *
 * @param day in UTC, by the time of receipt
 * @param uses what there was that day
 */
record SightedDay(LocalDate day, Uses uses) {

  /** A day that was counted over records. */
  static SightedDay of(Row row) {
    SortedMap<String, Long> flags = new TreeMap<>();
    JsonObject raised = row.getJsonObject("flags");
    if (raised != null) {
      raised.forEach(flag -> flags.put(flag.getKey(), ((Number) flag.getValue()).longValue()));
    }
    return new SightedDay(
        row.getLocalDate("day"),
        new Uses(
            row.getLong("records"),
            row.getLong("flagged"),
            DbTimestamps.of(row, "first_at"),
            DbTimestamps.of(row, "last_at"),
            new Users(row.getLong("activations"), row.getLong("users"), row.getLong("addresses")),
            List.of(row.getArrayOfStrings("versions")),
            flags));
  }

  /** Adds it to the days of a time line. */
  void addTo(ArrayNode days) {
    ObjectNode json = days.addObject();
    json.put("day", day.toString());
    json.put("records", uses.records());
    json.put("flagged", uses.flagged());
    json.put("first_at", TimestampText.microseconds(uses.firstAt()));
    json.put("last_at", TimestampText.microseconds(uses.lastAt()));
    json.put("activations", uses.by().activations());
    json.put("users", uses.by().users());
    json.put("addresses", uses.by().addresses());
    ArrayNode versions = json.putArray("versions");
    uses.versions().forEach(versions::add);
    ObjectNode flags = json.putObject("flags");
    uses.flags().forEach(flags::put);
  }
}
