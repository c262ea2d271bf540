package io.flagpost.admin.audit;

import io.flagpost.admin.audit.AuditProblem.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the log entry by entry, and stops at the first invalid one. One thread at a time. */
final class ChainCheck {
  private final Map<String, AuditKey> keys;
  private final Iterator<Checkpoint> checkpoints;
  private final Map<Long, String> replaced = new HashMap<>();
  private final Set<String> earlierKeys = new HashSet<>();
  private final Set<String> warnedOf = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();

  private @Nullable Checkpoint next;
  private long agreed;
  private String kekId = "";
  private Head head = Head.NONE;
  private @Nullable AuditEntry suspect;

  ChainCheck(Map<String, AuditKey> keys, Iterator<Checkpoint> checkpoints) {
    this.keys = keys;
    this.checkpoints = checkpoints;
    keys.forEach(
        (id, key) -> {
          if (key.last() != null && key.last().number() > 0) {
            replaced.put(key.last().number(), id);
          }
        });
    advance();
  }

  /**
   * Checks the next entry.
   *
   * @return the problem; null if there is none. For {@link Kind#CHANGED}, {@link ChainDiagnosis}
   *     can tell more
   */
  @Nullable AuditProblem look(AuditEntry entry) {
    long expected = head.number() + 1;
    if (entry.number() > expected) {
      return new AuditProblem(expected, Kind.REMOVED, missing(expected, entry.number() - 1));
    }
    if (entry.number() < expected) {
      return new AuditProblem(
          entry.number(),
          Kind.INSERTED,
          entry.number() < 1
              ? String.format(
                  Locale.ROOT, "An entry has the number %d: the log begins with 1", entry.number())
              : String.format(Locale.ROOT, "There is more than one entry %d", entry.number()));
    }
    AuditKey key = keys.get(entry.kekId());
    if (key == null) {
      return new AuditProblem(expected, Kind.UNKNOWN_KEY, unknownKey(entry));
    }
    if (!key.macs().proves(entry, head.mac())) {
      suspect = entry;
      return new AuditProblem(
          expected,
          Kind.CHANGED,
          String.format(Locale.ROOT, "Entry %d does not match its MAC", expected));
    }
    warnOfKey(entry, key);
    head = new Head(expected, entry.at(), entry.mac());
    return compare();
  }

  /** The problem with the log's end, called after the last entry; null if there is none. */
  @Nullable AuditProblem end() {
    long last = head.number();
    if (next != null) {
      return new AuditProblem(
          last + 1,
          Kind.CUT_OFF,
          String.format(
              Locale.ROOT,
              "%s, but at %s entry %d was the last one",
              last == 0 ? "The log is empty" : "The log ends with entry " + last,
              next.at(),
              next.number()));
    }
    return replaced.entrySet().stream()
        .filter(end -> end.getKey() > last)
        .findFirst()
        .map(
            end ->
                new AuditProblem(
                    last + 1,
                    Kind.CUT_OFF,
                    String.format(
                        Locale.ROOT,
                        "The log ends with entry %d, but entry %d was there when the key-encryption key %s was replaced",
                        last,
                        end.getKey(),
                        end.getValue())))
        .orElse(null);
  }

  private @Nullable AuditProblem compare() {
    long number = head.number();
    while (next != null && next.number() <= number) {
      Checkpoint checkpoint = next;
      if (checkpoint.number() < number) {
        return new AuditProblem(
            checkpoint.number() + 1,
            Kind.CUT_OFF,
            String.format(
                Locale.ROOT,
                "At %s entry %d was the last one again, after the log had been longer",
                checkpoint.at(),
                checkpoint.number()));
      }
      if (!Arrays.equals(checkpoint.mac(), head.mac())) {
        return new AuditProblem(
            number,
            Kind.CUT_OFF,
            String.format(
                Locale.ROOT,
                "Another entry %d was the last one at %s: entries from %d on were cut off or replaced, and others written since",
                number,
                checkpoint.at(),
                agreed + 1));
      }
      agreed = number;
      advance();
    }
    String id = replaced.get(number);
    if (id != null && !isLast(keys.get(id))) {
      return new AuditProblem(
          number,
          Kind.RECOMPUTED,
          String.format(
              Locale.ROOT,
              "Another entry %d was there when the key-encryption key %s was replaced: somebody has that key",
              number,
              id));
    }
    return null;
  }

  private boolean isLast(@Nullable AuditKey key) {
    return key != null && key.last() != null && Arrays.equals(key.last().mac(), head.mac());
  }

  private void advance() {
    do {
      next = checkpoints.hasNext() ? checkpoints.next() : null;
    } while (next != null && next.number() == 0 && head.number() == 0);
  }

  private void warnOfKey(AuditEntry entry, AuditKey key) {
    if (!entry.kekId().equals(kekId)) {
      earlierKeys.add(kekId);
      kekId = entry.kekId();
    }
    boolean late = key.last() != null && entry.number() > key.last().number();
    if ((late || earlierKeys.contains(kekId)) && warnedOf.add(kekId)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "Entry %d was written under the key-encryption key %s after that had been replaced: by a node that was changed over later, or by somebody who has that key",
              entry.number(),
              kekId));
    }
  }

  private static String missing(long first, long last) {
    return first == last
        ? String.format(Locale.ROOT, "Entry %d is missing", first)
        : String.format(Locale.ROOT, "Entries %d to %d are missing", first, last);
  }

  private static String unknownKey(AuditEntry entry) {
    return String.format(
        Locale.ROOT,
        "Entry %d is said to be under the key-encryption key %s, which is not known: that was changed, or what verifies it was not kept when the key was replaced",
        entry.number(),
        entry.kekId());
  }

  /** The last valid entry. */
  Head head() {
    return head;
  }

  /** The entry that does not match its MAC; null if that is not the problem. */
  @Nullable AuditEntry suspect() {
    return suspect;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
