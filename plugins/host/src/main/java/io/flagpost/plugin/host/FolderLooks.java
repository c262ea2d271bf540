package io.flagpost.plugin.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a row of looks at files has found, and what of it has settled: each file for itself, so that
 * one that keeps changing holds up nothing but itself. It is warned of after some looks, once, and
 * spoken of again when it has come to rest. One thread.
 */
final class FolderLooks {
  /** How many looks in a row must find a file changed before it is warned of. */
  static final int LOOKS_UNTIL_WARNING = 15;

  private Map<Path, Stamp> seen = Map.of();
  private final Map<Path, Stamp> settled = new HashMap<>();
  private final Map<Path, Integer> restless = new HashMap<>();
  private final Consumer<String> warning;
  private final Consumer<String> allClear;

  /**
   * @param warning told of a file that does not come to rest
   * @param allClear told when it has
   */
  FolderLooks(Consumer<String> warning, Consumer<String> allClear) {
    this.warning = warning;
    this.allClear = allClear;
  }

  /** Notes one look. */
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
        rest(file, "stays as it is now");
      }
    }
    seen = Map.copyOf(now);
  }

  /** Every file as it was when it was last found at rest. */
  Map<Path, Stamp> settled() {
    return Map.copyOf(settled);
  }

  /** The files that were found changed at the last look. */
  Set<Path> changing() {
    return Set.copyOf(restless.keySet());
  }

  /** Whether a file has been changing for so long that nobody should wait for it. */
  boolean isHopeless(Path file) {
    return restless.getOrDefault(file, 0) >= LOOKS_UNTIL_WARNING;
  }

  private void stir(Path file) {
    if (restless.merge(file, 1, Integer::sum) == LOOKS_UNTIL_WARNING) {
      warning.accept(
          file
              + " was found changed at "
              + LOOKS_UNTIL_WARNING
              + " looks in a row. It is left alone until two looks find it the same; the other"
              + " files are not kept waiting");
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
   * By what two states of a file are told apart.
   *
   * @param size in bytes
   * @param modified in nanoseconds since 1970
   */
  record Stamp(long size, long modified) {}
}
