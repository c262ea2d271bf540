package io.flagpost.admin.telemetry;

import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.telemetry.store.StoreRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stored record as the plain model of the tests has it: what was stored, and the verdicts that
 * were added, in their order.
 */
record Kept(StoreRequest request, List<Later> verdicts) {
  static final String RECEIPT_VERSION = "1";

  /** A later verdict. */
  record Later(
      String check, String version, String mode, boolean pending, List<RaisedFlag> flags) {}

  /** A flag that stands, and the version of the check that raised it. */
  record Told(RaisedFlag flag, String version) {}

  TelemetryRecord record() {
    return request.record();
  }

  /** What stands: of each check the newest verdict that counts, or what it said at receipt. */
  List<Told> told() {
    Map<String, List<Told>> byCheck = new LinkedHashMap<>();
    for (RaisedFlag flag : request.verdict().flags()) {
      byCheck
          .computeIfAbsent(flag.checkId(), check -> new ArrayList<>())
          .add(new Told(flag, RECEIPT_VERSION));
    }
    for (Later later : verdicts) {
      if (!later.mode.equals("shadow") && !later.pending) {
        byCheck.put(
            later.check, later.flags.stream().map(flag -> new Told(flag, later.version)).toList());
      }
    }
    return byCheck.values().stream().flatMap(List::stream).toList();
  }

  Set<String> codes() {
    Set<String> codes = new LinkedHashSet<>();
    told().forEach(told -> codes.add(told.flag.code()));
    return codes;
  }

  /** The checks that owe an answer, but for those that have not come to it yet. */
  Set<String> pending() {
    Set<String> pending = new LinkedHashSet<>(request.verdict().pendingChecks());
    for (Later later : verdicts) {
      if (later.mode.equals("shadow")) {
        continue;
      }
      if (later.pending) {
        pending.add(later.check);
      } else {
        pending.remove(later.check);
      }
    }
    return pending;
  }

  boolean hasStanding() {
    return verdicts.stream().anyMatch(later -> !later.mode.equals("shadow"));
  }
}
