package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints counts for people, in 80 columns. */
final class StatisticsText {
  private static final String[] COUNTS = {"records", "flagged", "incorrect", "unknown_keys"};

  private final PrintWriter out;

  StatisticsText(PrintWriter out) {
    this.out = out;
  }

  /** Prints the answer of {@code showStatistics}. */
  void printOverview(JsonNode answer) {
    JsonNode range = answer.path("range");
    out.println("Time     " + text(range, "from") + " to " + text(range, "to"));
    printFreshness(answer.path("counted"));
    printTotals(answer);
    printNamed(answer.path("products"), "product", "product_id", "name");
    printNamed(answer.path("environments"), "environment", "environment", "");
    printNamed(answer.path("versions").path("items"), "version", "version", "kind");
    printNamed(answer.path("data_groups").path("items"), "data group", "data_group", "kind");
    printFlags(answer.path("flags"));
    printDistinct(answer.path("distinct"));
    printValues(answer.path("values").path("items"));
    printTrend(answer.path("trend"), text(range, "resolution"));
    out.flush();
  }

  /** Prints the answer of {@code showTopStatistics}. */
  void printTop(JsonNode answer) {
    out.println("Days     " + text(answer, "first_day") + " to " + text(answer, "last_day"));
    printFreshness(answer.path("counted"));
    for (String by : new String[] {"activations", "users", "addresses"}) {
      printLicenses(answer.path("licenses_by_" + by), by);
    }
    printNames(answer.path("sources"), "network");
    printNames(answer.path("invented_keys"), "invented key");
    out.flush();
  }

  private void printFreshness(JsonNode counted) {
    out.println(
        "Counted  up to record "
            + text(counted, "record")
            + (counted.path("received_at").isTextual()
                ? ", received " + text(counted, "received_at")
                : ""));
  }

  private void printTotals(JsonNode answer) {
    if (answer.has("totals")) {
      FittedTable table =
          new FittedTable(out, 1, "", "records", "flagged", "wrong format", "unknown keys");
      add(table, "this time", answer.path("totals"));
      add(table, "the time before", answer.path("before"));
      JsonNode change = answer.path("change");
      table.add(
          "change",
          percent(change.path(COUNTS[0])),
          percent(change.path(COUNTS[1])),
          percent(change.path(COUNTS[2])),
          percent(change.path(COUNTS[3])));
      table.print();
    }
  }

  private static void add(FittedTable table, String name, JsonNode counts) {
    table.add(
        name,
        number(counts.path(COUNTS[0])),
        number(counts.path(COUNTS[1])),
        number(counts.path(COUNTS[2])),
        number(counts.path(COUNTS[3])));
  }

  private void printNamed(JsonNode items, String heading, String name, String more) {
    FittedTable table =
        new FittedTable(out, 2, heading, "", "records", "flagged", "of all", "unknown keys");
    for (JsonNode item : items) {
      JsonNode share = item.path("flagged_share");
      table.add(
          text(item, name),
          more.isEmpty() ? "" : text(item, more),
          number(item.path("records")),
          number(item.path("flagged")),
          share.isNumber() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble()) : "-",
          number(item.path("unknown_keys")));
    }
    table.print();
  }

  private void printFlags(JsonNode flags) {
    FittedTable table = new FittedTable(out, 2, "flag", "by", "records");
    for (JsonNode flag : flags) {
      table.add(text(flag, "flag"), "", number(flag.path("records")));
      for (JsonNode check : flag.path("checks")) {
        table.add(
            "",
            CellText.of(
                (check.path("check").asText() + " " + check.path("version").asText()).strip()),
            number(check.path("records")));
      }
    }
    table.print();
  }

  private void printDistinct(JsonNode distinct) {
    if (!distinct.isMissingNode()) {
      FittedTable table = new FittedTable(out, 1, "different ones, about", "");
      for (String name : new String[] {"users", "activations", "addresses", "license_keys"}) {
        table.add(name.replace('_', ' '), number(distinct.path(name)));
      }
      table.print();
    }
  }

  private void printValues(JsonNode items) {
    FittedTable table =
        new FittedTable(
            out, 1, "values", "count", "mean", "minimum", "maximum", "p50", "p95", "p99");
    for (JsonNode item : items) {
      table.add(
          text(item, "data_group"),
          number(item.path("count")),
          value(item, "mean"),
          value(item, "minimum"),
          value(item, "maximum"),
          value(item, "p50"),
          value(item, "p95"),
          value(item, "p99"));
    }
    table.print();
  }

  private void printTrend(JsonNode trend, String resolution) {
    FittedTable table =
        new FittedTable(out, 1, resolution, "records", "flagged", "wrong format", "unknown keys");
    trend.forEach(one -> add(table, text(one, "at"), one));
    table.print();
  }

  private void printLicenses(JsonNode list, String by) {
    FittedTable table =
        new FittedTable(
            out, 1, "license, by " + by, "product", "activations", "users", "addresses", "records");
    for (JsonNode one : list.path("items")) {
      table.add(
          text(one, "license_key"),
          text(one, "product_id"),
          number(one.path("activations")),
          number(one.path("users")),
          number(one.path("addresses")),
          number(one.path("records")));
    }
    table.print();
    if (!list.path("items").isEmpty()) {
      out.println("No other one has more than " + number(list.path("others_at_most")) + ".");
    }
  }

  private void printNames(JsonNode names, String heading) {
    FittedTable table = new FittedTable(out, 1, heading, "records", "flagged", "unknown keys");
    for (JsonNode one : names.path("items")) {
      table.add(
          text(one, "name"),
          number(one.path("records")),
          number(one.path("flagged")),
          number(one.path("unknown_keys")));
    }
    table.print();
    if (names.path("other_records").asLong() > 0) {
      out.println("Others: " + number(names.path("other_records")) + " records.");
    }
  }

  private static String text(JsonNode json, String member) {
    return CellText.of(json.path(member));
  }

  private static String number(JsonNode number) {
    return number.isNumber() ? String.format(Locale.ROOT, "%,d", number.asLong()) : "-";
  }

  private static String value(JsonNode item, String member) {
    return String.format(Locale.ROOT, "%.4g", item.path(member).asDouble());
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? String.format(Locale.ROOT, "%+.1f %%", 100 * share.asDouble()) : "-";
  }
}
