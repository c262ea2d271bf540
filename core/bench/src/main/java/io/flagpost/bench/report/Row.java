package io.flagpost.bench.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.bench.load.Load;
import io.flagpost.bench.load.LoadResult;
import java.util.Locale;

/** One measurement, as a line of the table. */
record Row(String name, Load load, LoadResult result) {
  static final String HEAD =
      String.format(
          Locale.ROOT,
          "%-28s %5s %9s %9s %8s %8s %8s %8s %7s %7s %7s %7s",
          "measurement",
          "conns",
          "due/s",
          "done/s",
          "p50 ms",
          "p99 ms",
          "p99.9 ms",
          "max ms",
          "driver",
          "server",
          "others",
          "failed");

  String text() {
    return String.format(
        Locale.ROOT,
        "%-28s %5d %9s %,9.0f %8.2f %8.2f %8.2f %8.2f %6.0f%% %6.0f%% %6.0f%% %7d",
        name,
        load.connections(),
        load.rate() == 0 ? "-" : String.format(Locale.ROOT, "%,d", load.rate()),
        result.rate(),
        result.millis(50),
        result.millis(99),
        result.millis(99.9),
        result.millis(100),
        100 * result.cpu().driverShare(),
        100 * result.cpu().serverShare(),
        100 * result.cpu().othersShare(),
        result.failed());
  }

  ObjectNode json() {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", name)
            .put("loop", load.rate() == 0 ? "closed" : "open")
            .put("connections", load.connections())
            .put("due_per_second", load.rate())
            .put("done_per_second", result.rate())
            .put("seconds", result.seconds())
            .put("p50_ms", result.millis(50))
            .put("p90_ms", result.millis(90))
            .put("p99_ms", result.millis(99))
            .put("p999_ms", result.millis(99.9))
            .put("max_ms", result.millis(100));
    node.putObject("cpu_seconds")
        .put("driver", result.cpu().driver())
        .put("server", result.cpu().server())
        .put("postgresql", result.cpu().database())
        .put("machine", result.cpu().machine())
        .put("capacity", result.cpu().capacity());
    node.put("driver_share", result.cpu().driverShare());
    node.put("others_share", result.cpu().othersShare());
    result.codes().forEach((code, count) -> node.withObject("/codes").put("" + code, count));
    result.failures().forEach((what, count) -> node.withObject("/failures").put(what, count));
    return node;
  }
}
