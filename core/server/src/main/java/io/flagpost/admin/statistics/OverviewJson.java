package io.flagpost.admin.statistics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.statistics.Counts;
import io.flagpost.statistics.NamedCounts;
import io.flagpost.statistics.Overview;
import io.flagpost.statistics.Overview.Distinct;
import io.flagpost.statistics.Overview.First;
import io.flagpost.statistics.Overview.FlagCount;
import io.flagpost.statistics.Overview.Part;
import io.flagpost.statistics.Overview.Places;
import io.flagpost.statistics.Overview.ValueStatistics;
import io.flagpost.statistics.Overview.Wish;
import io.flagpost.statistics.StatisticsRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An overview as {@code openapi/admin/statistics.yaml} has it. */
final class OverviewJson {
  private final Wish wish;
  private final Overview overview;
  private final Map<Long, String> products;
  private final ObjectNode json = StatisticsJson.object();

  private OverviewJson(Wish wish, Overview overview, Map<Long, String> products) {
    this.wish = wish;
    this.overview = overview;
    this.products = products;
  }

  /**
   * Makes it.
   *
   * @param products the names of the products that the caller may see and asked for
   */
  static ObjectNode of(Wish wish, Overview overview, Map<Long, String> products) {
    return new OverviewJson(wish, overview, products).make();
  }

  private ObjectNode make() {
    StatisticsRange range = wish.range();
    json.putObject("range")
        .put("from", TimestampText.shortest(range.from()))
        .put("to", TimestampText.shortest(range.to()))
        .put("resolution", wish.byHour() ? "hour" : "day")
        .put("first_day", range.firstDay().toString())
        .put("last_day", range.lastDay().toString());
    json.set("counted", StatisticsJson.of(overview.freshness()));
    putTotals(range, overview.totals(), overview.before());
    putTrend(overview.trend());
    putPlaces(overview.places());
    putVersions(overview.versions());
    putGroups(overview.dataGroups());
    putFlags(overview.flags());
    putDistinct(overview.distinct());
    putValues(overview.values());
    return json;
  }

  private void putTotals(StatisticsRange range, @Nullable Counts totals, @Nullable Counts before) {
    if (totals == null || before == null) {
      return;
    }
    put("totals", range, totals);
    put("before", range.before(), before);
    ObjectNode change = json.putObject("change");
    putChange(change, "records", totals.records(), before.records());
    putChange(change, "flagged", totals.flagged(), before.flagged());
    putChange(change, "incorrect", totals.incorrect(), before.incorrect());
    putChange(change, "unknown_keys", totals.unknownKeys(), before.unknownKeys());
  }

  private void put(String name, StatisticsRange range, Counts counts) {
    ObjectNode part =
        json.putObject(name)
            .put("from", TimestampText.shortest(range.from()))
            .put("to", TimestampText.shortest(range.to()));
    StatisticsJson.putWithShare(part, counts);
  }

  private static void putChange(ObjectNode change, String name, long now, long before) {
    if (before == 0) {
      change.putNull(name);
    } else {
      change.put(name, (double) (now - before) / before);
    }
  }

  private void putTrend(@Nullable List<Overview.Bucket> trend) {
    if (trend != null) {
      ArrayNode items = json.putArray("trend");
      trend.forEach(
          one ->
              StatisticsJson.put(
                  items.addObject().put("at", TimestampText.shortest(one.at())), one.counts()));
    }
  }

  private void putPlaces(@Nullable Places places) {
    if (places != null && wish.parts().contains(Part.PRODUCTS)) {
      Map<Long, Counts> all = new HashMap<>(places.products());
      products.keySet().forEach(id -> all.putIfAbsent(id, Counts.NONE));
      ArrayNode items = json.putArray("products");
      new TreeMap<>(all)
          .forEach(
              (id, counts) ->
                  StatisticsJson.putWithShare(
                      items.addObject().put("product_id", id).put("name", products.get(id)),
                      counts));
    }
    if (places != null && wish.parts().contains(Part.ENVIRONMENTS)) {
      ArrayNode items = json.putArray("environments");
      places
          .environments()
          .forEach(
              (name, counts) ->
                  StatisticsJson.putWithShare(items.addObject().put("environment", name), counts));
    }
  }

  private void putVersions(@Nullable First<NamedCounts> versions) {
    if (versions != null) {
      ArrayNode items = list("versions", versions.all()).putArray("items");
      for (NamedCounts one : versions.items()) {
        StatisticsJson.putWithShare(
            items
                .addObject()
                .put("product_id", one.product())
                .put("kind", one.kind())
                .put("version", one.name()),
            one.counts());
      }
    }
  }

  private void putGroups(@Nullable First<NamedCounts> groups) {
    if (groups != null) {
      ArrayNode items = list("data_groups", groups.all()).putArray("items");
      for (NamedCounts one : groups.items()) {
        StatisticsJson.putWithShare(
            items.addObject().put("kind", one.kind()).put("data_group", one.name()), one.counts());
      }
    }
  }

  private ObjectNode list(String name, long all) {
    return json.putObject(name).put("all", all);
  }

  private void putFlags(@Nullable List<FlagCount> flags) {
    if (flags == null) {
      return;
    }
    ArrayNode items = json.putArray("flags");
    Map<String, ArrayNode> checks = new HashMap<>();
    for (FlagCount one : flags) { // the flags themselves come first
      if (one.check().isEmpty()) {
        ObjectNode item = items.addObject().put("flag", one.flag()).put("records", one.records());
        checks.put(one.flag(), item.putArray("checks"));
      } else if (checks.containsKey(one.flag())) {
        checks
            .get(one.flag())
            .addObject()
            .put("check", one.check())
            .put("version", one.version())
            .put("records", one.records());
      }
    }
  }

  private void putDistinct(@Nullable Distinct distinct) {
    if (distinct != null) {
      json.putObject("distinct")
          .put("users", distinct.users())
          .put("activations", distinct.activations())
          .put("addresses", distinct.addresses())
          .put("license_keys", distinct.licenseKeys())
          .put("standard_error", Distinct.STANDARD_ERROR);
    }
  }

  private void putValues(@Nullable First<ValueStatistics> values) {
    if (values == null) {
      return;
    }
    ObjectNode part = list("values", values.all());
    ArrayNode items = part.putArray("items");
    for (ValueStatistics one : values.items()) {
      items
          .addObject()
          .put("kind", one.kind())
          .put("data_group", one.name())
          .put("count", one.count())
          .put("mean", one.mean())
          .put("minimum", one.least())
          .put("maximum", one.greatest())
          .put("p50", one.p50())
          .put("p95", one.p95())
          .put("p99", one.p99());
    }
    part.put("relative_error", ValueStatistics.RELATIVE_ERROR);
  }
}
