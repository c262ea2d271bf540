package io.flagpost.verdicts;

import io.flagpost.telemetry.record.RaisedFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands of a record: of each check the newest verdict that counts, of those without one what
 * they said at receipt. Not thread-safe.
 */
final class CurrentVerdict {
  private static final String INCORRECT_FORMAT = "incorrect_format";
  private static final String CORE = "core";

  private final Map<String, List<String>> codes = new LinkedHashMap<>();
  private final Set<String> pending;

  /** Begins with what was said at receipt. */
  CurrentVerdict(boolean correctFormat, List<RaisedFlag> flags, List<String> pending) {
    flags.forEach(flag -> codesOf(flag.checkId()).add(flag.code()));
    if (!correctFormat && flags.stream().noneMatch(f -> f.code().equals(INCORRECT_FORMAT))) {
      codesOf(CORE).add(INCORRECT_FORMAT);
    }
    this.pending = new LinkedHashSet<>(pending);
  }

  /**
   * Adds a later verdict; older ones come first. One that is pending takes no flag away, because it
   * has not decided.
   */
  void add(String checkId, List<String> raised, boolean isPending) {
    if (isPending) {
      pending.add(checkId);
    } else {
      pending.remove(checkId);
      codes.remove(checkId);
      codesOf(checkId).addAll(raised);
    }
  }

  /** What stands of one check. */
  List<String> codes(String checkId) {
    return List.copyOf(codes.getOrDefault(checkId, List.of()));
  }

  boolean isPending(String checkId) {
    return pending.contains(checkId);
  }

  /** All codes, no code twice. */
  List<String> flags() {
    Set<String> all = new LinkedHashSet<>();
    codes.values().forEach(all::addAll);
    return List.copyOf(all);
  }

  List<String> pending() {
    return List.copyOf(pending);
  }

  private List<String> codesOf(String checkId) {
    return codes.computeIfAbsent(checkId, id -> new ArrayList<>());
  }
}
