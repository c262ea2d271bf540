package io.flagpost.admin.statistics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.statistics.Counts;
import io.flagpost.statistics.Difference;
import io.flagpost.statistics.Freshness;
import io.flagpost.statistics.Rebuilding;
import io.flagpost.statistics.StatisticsRange;
import io.flagpost.statistics.TopLists;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts as {@code openapi/admin/statistics.yaml} has them. */
final class StatisticsJson {
  private StatisticsJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode of(Freshness freshness) {
    return object()
        .put("record", freshness.record())
        .put("received_at", TimestampText.shortestOrNull(freshness.receivedAt()))
        .put("verdict", freshness.verdict());
  }

  /** Adds counts. */
  static ObjectNode put(ObjectNode json, Counts counts) {
    return json.put("records", counts.records())
        .put("flagged", counts.flagged())
        .put("incorrect", counts.incorrect())
        .put("unknown_keys", counts.unknownKeys());
  }

  /** Adds counts, and the share of what is flagged. */
  static ObjectNode putWithShare(ObjectNode json, Counts counts) {
    put(json, counts);
    return counts.records() == 0
        ? json.putNull("flagged_share")
        : json.put("flagged_share", (double) counts.flagged() / counts.records());
  }

  static ObjectNode of(TopLists top, StatisticsRange range) {
    ObjectNode json =
        object()
            .put("first_day", range.firstDay().toString())
            .put("last_day", range.lastDay().toString());
    json.set("counted", of(top.freshness()));
    json.set("licenses_by_activations", of(top.byActivations()));
    json.set("licenses_by_users", of(top.byUsers()));
    json.set("licenses_by_addresses", of(top.byAddresses()));
    json.set("sources", of(top.sources()));
    json.set("invented_keys", of(top.inventedKeys()));
    return json.put("standard_error", TopLists.License.Distinct.STANDARD_ERROR);
  }

  private static ObjectNode of(TopLists.Licenses licenses) {
    ObjectNode json = object();
    ArrayNode items = json.putArray("items");
    for (TopLists.License one : licenses.items()) {
      ObjectNode item =
          items
              .addObject()
              .put("product_id", one.product())
              .put("license_key", one.key())
              .put("known", one.isKnown());
      ArrayNode exact = JsonNodeFactory.instance.arrayNode();
      put(item, "activations", one.activations(), exact);
      put(item, "users", one.users(), exact);
      put(item, "addresses", one.addresses(), exact);
      item.set("exact", exact);
      item.put("records", one.records())
          .put("flagged", one.flagged())
          .put("first_at", TimestampText.shortest(one.first()))
          .put("last_at", TimestampText.shortest(one.last()));
    }
    return json.put("others_at_most", licenses.othersAtMost());
  }

  private static void put(
      ObjectNode item, String name, TopLists.License.Distinct number, ArrayNode exact) {
    item.put(name, number.count());
    if (number.isExact()) {
      exact.add(name);
    }
  }

  private static ObjectNode of(TopLists.Names names) {
    ObjectNode json = object();
    ArrayNode items = json.putArray("items");
    names
        .items()
        .forEach(
            one ->
                items
                    .addObject()
                    .put("name", one.name())
                    .put("records", one.records())
                    .put("flagged", one.flagged())
                    .put("unknown_keys", one.unknownKeys()));
    return json.put("other_records", names.others());
  }

  static ObjectNode of(List<Difference> differences) {
    ObjectNode json = object();
    ArrayNode items = json.putArray("items");
    differences.forEach(
        one ->
            items
                .addObject()
                .put("table", one.table())
                .put("hour", TimestampText.shortest(one.hour()))
                .put("environment", one.environment())
                .put("product_id", one.product())
                .put("records", one.records())
                .put("counted", one.counted())
                .put("flagged", one.flagged())
                .put("counted_flagged", one.countedFlagged()));
    return json.putNull("next_cursor");
  }

  static ObjectNode of(Rebuilding.Progress progress) {
    return object()
        .put("day", text(progress.day()))
        .put("day_records", progress.counted())
        .put("days_done", progress.days());
  }

  static ObjectNode of(Rebuilding.Report report) {
    return object()
        .put("ending", report.isComplete() ? "complete" : "cancelled")
        .put("last_day", text(report.lastDay()))
        .put("days", report.days())
        .put("records", report.records());
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : Objects.toString(value);
  }
}
