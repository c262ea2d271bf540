package io.flagpost.verdicts;

import io.flagpost.plugin.v1.History;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.record.RecordIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Records of one key whose earlier records are fetched together, because they lie so close to each
 * other that each other's are mostly the same.
 *
 * @param key what they have in common
 * @param records them, in the order of their ids
 * @param window how far each of them looks back
 */
record HistoryStretch(HistoryKind.Key key, List<StoredRecord> records, Duration window) {

  HistoryStretch {
    records = List.copyOf(records);
  }

  /** Puts records together: the next one joins if fetching for it alone would cost more. */
  static List<HistoryStretch> of(HistoryKind kind, List<StoredRecord> records, Duration window) {
    Map<HistoryKind.Key, List<StoredRecord>> byKey = new LinkedHashMap<>();
    for (StoredRecord record : records) {
      kind.of(record.telemetry())
          .ifPresent(key -> byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(record));
    }
    List<HistoryStretch> stretches = new ArrayList<>();
    byKey.forEach(
        (key, found) -> {
          found.sort(Comparator.comparingLong(StoredRecord::id));
          int start = 0;
          for (int i = 1; i <= found.size(); i++) {
            if (i == found.size() || found.get(i).id() - found.get(i - 1).id() > History.LIMIT) {
              stretches.add(new HistoryStretch(key, found.subList(start, i), window));
              start = i;
            }
          }
        });
    return stretches;
  }

  /** A stretch of its own for each of some records of this one. */
  List<HistoryStretch> apart(List<StoredRecord> some) {
    return some.stream().map(one -> new HistoryStretch(key, List.of(one), window)).toList();
  }

  /** The lowest of their ids. */
  long first() {
    return records.get(0).id();
  }

  /** Only lower ids are earlier than any of these records. */
  long below() {
    return records.get(records.size() - 1).id();
  }

  /** How many rows have enough for each, however many of its neighbours are among them. */
  long wanted() {
    return History.LIMIT + below() - first();
  }

  /** Where the longest look back ends. */
  Instant laterThan() {
    return records.stream().map(this::end).min(Comparator.naturalOrder()).orElseThrow();
  }

  /** Where this record's look back ends: nothing as old as that is in its window. */
  Instant end(StoredRecord record) {
    Instant received = record.telemetry().receivedAt();
    Duration longest = Duration.between(Instant.EPOCH, received);
    return window.compareTo(longest) < 0 ? received.minus(window) : Instant.EPOCH;
  }

  /** The lowest record id that any of these stretches can reach, which tells the partitions. */
  static UUID firstRecordId(List<HistoryStretch> stretches) {
    return RecordIds.floor(
        stretches.stream()
            .map(HistoryStretch::laterThan)
            .min(Comparator.naturalOrder())
            .orElseThrow());
  }
}
