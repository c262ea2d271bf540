package io.flagpost.plugin.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The results of successive scans of files, and which files have settled: each file by itself, so
 * that one that keeps changing delays no other. After some scans it is logged once with a warning,
 * and again when it has settled. One thread.
 */
final class FolderLooks {
  /** How many scans in a row must find a file changed before a warning. */
  static final int LOOKS_UNTIL_WARNING = 15;

  private Map<Path, Stamp> seen = Map.of();
  private final Map<Path, Stamp> settled = new HashMap<>();
  private final Map<Path, Integer> restless = new HashMap<>();
  private final Consumer<String> warning;
  private final Consumer<String> allClear;

  /**
   * @param warning receives a message about a file that does not settle
   * @param allClear receives a message when it has settled
   */
  FolderLooks(Consumer<String> warning, Consumer<String> allClear) {
    this.warning = warning;
    this.allClear = allClear;
  }

  /** Records one scan. */
  void add(Map<Path, Stamp> now) {
    Set<Path> all = new HashSet<>(now.keySet());
    all.addAll(seen.keySet());
    all.addAll(settled.keySet());
    all.addAll(restless.keySet());
    for (Path file : all) {
      Stamp stamp = now.get(file);
      if (!Objects.equals(stamp, seen.get(file))) {
        stir(file);
      } else if (stamp == null) {
        settled.remove(file);
        rest(file, "is gone");
      } else {
        settled.put(file, stamp);
        rest(file, "has stopped changing");
      }
    }
    seen = Map.copyOf(now);
  }

  /** Every file in its last settled state. */
  Map<Path, Stamp> settled() {
    return Map.copyOf(settled);
  }

  /** The files that the last scan found changed. */
  Set<Path> changing() {
    return Set.copyOf(restless.keySet());
  }

  /** Whether a file has been changing for so long that it should not be waited for. */
  boolean isHopeless(Path file) {
    return restless.getOrDefault(file, 0) >= LOOKS_UNTIL_WARNING;
  }

  private void stir(Path file) {
    if (restless.merge(file, 1, Integer::sum) == LOOKS_UNTIL_WARNING) {
      warning.accept(
          file
              + " changed between each of the last "
              + LOOKS_UNTIL_WARNING
              + " scans. It is not loaded until two scans in a row find it the same; other files do"
              + " not wait for it");
    }
  }

  private void rest(Path file, String how) {
    boolean warned = isHopeless(file);
    restless.remove(file);
    if (warned) {
      allClear.accept(file + " " + how);
    }
  }

  /**
   * The state of a file, to detect changes.
   *
   * @param size in bytes
   * @param modified in nanoseconds since 1970
   */
  record Stamp(long size, long modified) {}
}
