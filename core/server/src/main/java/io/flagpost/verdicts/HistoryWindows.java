package io.flagpost.verdicts;

import io.flagpost.plugin.v1.History;
import io.flagpost.verdicts.HistoryRun.Past;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * History that was read for one batch and can be reused by the next: the newest earlier records of
 * keys that have many. Records below the offset never change, so only those since have to be read.
 * Immutable and bounded.
 */
final class HistoryWindows {
  /** Nothing is known yet. */
  static final HistoryWindows NONE = new HistoryWindows(Map.of());

  /** Fewer than this are as cheap to read as to look for. */
  private static final int FEWEST_ROWS = 32;

  /** Some 20 MiB; the keys that were asked for last are kept. */
  private static final int MOST_ROWS = 50_000;

  private final Map<WindowKey, Window> windows;

  /** A question about a key. */
  record WindowKey(HistoryQuestion question, HistoryKind.Key key) {}

  /**
   * Records of one key.
   *
   * @param upTo all with lower ids are known, but for the following
   * @param laterThan those that are not later may be missing
   * @param rows them, in falling order of their ids, at most as many as an answer can hold
   * @param cut whether there may be more with lower ids
   */
  record Window(long upTo, Instant laterThan, List<Past> rows, boolean cut) {

    /** What is worth knowing behind a stretch of records. */
    static Window behind(HistoryStretch stretch, HistoryRun run) {
      Instant laterThan = stretch.laterThan();
      long end = HistoryRun.micros(laterThan);
      List<Past> rows = new ArrayList<>();
      boolean cut = run.isCut();
      for (Past row : run.rows()) {
        if (row.micros() > end) {
          if (rows.size() == History.LIMIT) {
            cut = true;
            break;
          }
          rows.add(row);
        }
      }
      return new Window(stretch.below(), laterThan, List.copyOf(rows), cut);
    }

    /** Whether reading what came since is enough for a stretch. */
    boolean serves(HistoryStretch stretch) {
      return stretch.first() >= upTo && !stretch.laterThan().isBefore(laterThan);
    }

    /** These rows behind the newer ones that were read for a stretch. */
    HistoryRun after(List<Past> newer, HistoryStretch stretch) {
      if (newer.size() >= stretch.wanted()) {
        return new HistoryRun(newer, true);
      }
      List<Past> all = new ArrayList<>(newer.size() + rows.size());
      all.addAll(newer);
      all.addAll(rows);
      return new HistoryRun(all, cut);
    }
  }

  private HistoryWindows(Map<WindowKey, Window> windows) {
    this.windows = windows;
  }

  /** What is known and serves a stretch, or null. */
  @Nullable Window of(HistoryQuestion question, HistoryStretch stretch) {
    Window window = windows.get(new WindowKey(question, stretch.key()));
    return window != null && window.serves(stretch) ? window : null;
  }

  /** These, and others in place of those for the same keys. */
  HistoryWindows with(Map<WindowKey, Window> others) {
    Map<WindowKey, Window> all = new LinkedHashMap<>(windows);
    others.forEach(
        (key, window) -> {
          all.remove(key); // so that it is put last, as those that were asked for last
          if (window.rows().size() >= FEWEST_ROWS) {
            all.put(key, window);
          }
        });
    int rows = all.values().stream().mapToInt(window -> window.rows().size()).sum();
    Iterator<Window> oldest = all.values().iterator();
    while (rows > MOST_ROWS) {
      rows -= oldest.next().rows().size();
      oldest.remove();
    }
    return new HistoryWindows(all);
  }
}
