package io.flagpost.verdicts;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Earlier records of one key in a row, of which the answers for many records are views: what a
 * record adds to the one before is a step along the row, not a thousand references copied.
 * Immutable.
 */
final class HistoryRun {
  private final List<Past> rows;
  private final PastRecord[] records;
  private final boolean cut;

  // Of each place: the earliest time of receipt up to it; the earliest and the latest from it on.
  private final long[] earliestUpTo;
  private final long[] earliestFrom;
  private final long[] latestFrom;

  /**
   * An earlier record and its place.
   *
   * @param id the place
   * @param micros its time of receipt, as PostgreSQL keeps it, in microseconds since 1970
   * @param record it
   */
  record Past(long id, long micros, PastRecord record) {}

  /**
   * @param rows in falling order of their ids, each id once
   * @param cut whether there may be rows with lower ids
   */
  HistoryRun(List<Past> rows, boolean cut) {
    this.rows = rows;
    this.cut = cut;
    int size = rows.size();
    records = new PastRecord[size];
    earliestUpTo = new long[size];
    earliestFrom = new long[size];
    latestFrom = new long[size];
    long earliest = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      records[i] = rows.get(i).record();
      earliest = Math.min(earliest, rows.get(i).micros());
      earliestUpTo[i] = earliest;
    }
    earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (int i = size - 1; i >= 0; i--) {
      earliest = Math.min(earliest, rows.get(i).micros());
      latest = Math.max(latest, rows.get(i).micros());
      earliestFrom[i] = earliest;
      latestFrom[i] = latest;
    }
  }

  /** The rows in falling order of their ids. */
  List<Past> rows() {
    return rows;
  }

  /** Whether there may be rows with lower ids. */
  boolean isCut() {
    return cut;
  }

  /** Whether this has all that such an answer can hold. */
  boolean isWhole(List<PastRecord> answer) {
    return !cut || answer.size() == History.LIMIT;
  }

  /**
   * The newest records below an id.
   *
   * @param end nothing as old as that is among them
   */
  List<PastRecord> below(long id, Instant end) {
    long endMicros = micros(end);
    int first = firstBelow(id);
    int last = Math.min(rows.size(), first + History.LIMIT);
    if (first == last || earliestFrom[first] > endMicros) {
      return new HistoryView(records, first, last);
    }
    // Up to where no row is too old; if all are behind that, nothing is missing in between.
    int young = firstOld(endMicros);
    if (young >= last) {
      return new HistoryView(records, first, last);
    }
    return young >= first && latestFrom[young] <= endMicros
        ? new HistoryView(records, first, young)
        : select(first, endMicros);
  }

  private List<PastRecord> select(int first, long endMicros) {
    List<PastRecord> selected = new ArrayList<>();
    for (int i = first; i < rows.size() && selected.size() < History.LIMIT; i++) {
      if (rows.get(i).micros() > endMicros) {
        selected.add(rows.get(i).record());
      }
    }
    return Collections.unmodifiableList(selected);
  }

  private int firstBelow(long id) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).id() < id) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private int firstOld(long endMicros) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (earliestUpTo[middle] <= endMicros) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Rounded down: whole microseconds are later than that if they are later than the moment. */
  static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), 1_000_000L), moment.getNano() / 1_000);
  }
}
