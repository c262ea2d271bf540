package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The flags of one record while verdicts are added to it: of each check those of its newest verdict
 * that answers, or else of its receipt. Not thread-safe.
 */
final class StandingFlags {
  private final StoredRecord record;
  private final Map<String, List<Raised>> byCheck = new LinkedHashMap<>();

  StandingFlags(StoredRecord record) {
    this.record = record;
    for (Raised raised : Raised.atReceipt(record)) {
      byCheck.computeIfAbsent(raised.check(), check -> new ArrayList<>()).add(raised);
    }
  }

  /**
   * Adds the next verdict.
   *
   * @return what that changes
   */
  Move add(LaterVerdict verdict) {
    if (verdict.pending()) {
      return new Move(record, 0, Map.of());
    }
    Set<Raised> before = all();
    byCheck.put(
        verdict.checkId(),
        verdict.flags().stream()
            .map(flag -> new Raised(flag, verdict.checkId(), verdict.checkVersion(), ""))
            .toList());
    Set<Raised> after = all();
    Map<Raised, Integer> changes = new HashMap<>();
    after.stream().filter(one -> !before.contains(one)).forEach(one -> changes.put(one, 1));
    before.stream().filter(one -> !after.contains(one)).forEach(one -> changes.put(one, -1));
    return new Move(record, flagged(after) - flagged(before), changes);
  }

  private Set<Raised> all() {
    return Raised.withAny(byCheck.values().stream().flatMap(List::stream).toList());
  }

  private static int flagged(Set<Raised> raised) {
    return raised.isEmpty() ? 0 : 1;
  }
}
