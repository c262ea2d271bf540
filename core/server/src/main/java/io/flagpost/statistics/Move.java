package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.util.Map;

/**
 * By what a later verdict moves the counts.
 *
 * @param record the record that it is about
 * @param flagged 1 if the record has flags from then on, -1 if it had some and has none any more
 * @param flags of each flag, 1 if it was raised, -1 if it was taken back
 */
record Move(StoredRecord record, int flagged, Map<Raised, Integer> flags) {

  Move {
    flags = Map.copyOf(flags);
  }

  boolean isNothing() {
    return flags.isEmpty();
  }
}
