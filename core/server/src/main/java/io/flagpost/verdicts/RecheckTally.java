package io.flagpost.verdicts;

import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.RecheckReport.Ending;
import io.flagpost.verdicts.RecheckReport.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts what a re-check finds. On one context. */
final class RecheckTally {
  private static final int MOST_EXAMPLES = 20;

  private long records;
  private long newlyFlagged;
  private long noLongerFlagged;
  private long otherwiseChanged;
  private long unchanged;
  private long pending;
  private final List<Example> newly = new ArrayList<>();
  private final List<Example> noLonger = new ArrayList<>();
  private final List<Example> otherwise = new ArrayList<>();

  /** A record of which a check gave no answer. */
  void pending() {
    records++;
    pending++;
  }

  /** A record of which every check gave one. */
  void decided(StoredRecord record, List<String> before, List<String> after) {
    records++;
    if (Set.copyOf(before).equals(Set.copyOf(after))) {
      unchanged++;
    } else if (before.isEmpty()) {
      newlyFlagged++;
      add(newly, record, before, after);
    } else if (after.isEmpty()) {
      noLongerFlagged++;
      add(noLonger, record, before, after);
    } else {
      otherwiseChanged++;
      add(otherwise, record, before, after);
    }
  }

  long records() {
    return records;
  }

  RecheckReport report(String pluginId, String version, boolean dryRun, Ending ending) {
    return new RecheckReport(
        pluginId,
        version,
        dryRun,
        ending,
        records,
        newlyFlagged,
        noLongerFlagged,
        otherwiseChanged,
        unchanged,
        pending,
        newly,
        noLonger,
        otherwise);
  }

  private static void add(
      List<Example> examples, StoredRecord record, List<String> before, List<String> after) {
    if (examples.size() < MOST_EXAMPLES) {
      examples.add(
          new Example(
              record.recordId(),
              record.id(),
              record.telemetry().eventId().orElse(null),
              before,
              after));
    }
  }
}
