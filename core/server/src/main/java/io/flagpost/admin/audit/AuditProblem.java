package io.flagpost.admin.audit;

import java.util.Locale;

/**
 * A problem with the log.
 *
 * @param entry the first affected entry
 * @param kind what was done to it, as far as can be determined
 * @param explanation the same, for people
 */
record AuditProblem(long entry, Kind kind, String explanation) {

  /** What was done. */
  enum Kind {
    /** The entry was modified. */
    CHANGED,
    /** Entries were removed from the beginning or the middle. */
    REMOVED,
    /** The entry was inserted. */
    INSERTED,
    /** The entry was moved. */
    REORDERED,
    /** Entries were removed from the end; others may have been written since. */
    CUT_OFF,
    /** Everything from this entry on was rewritten without the key. */
    RECOMPUTED,
    /** The key that the entry or checkpoint names is unknown. */
    UNKNOWN_KEY,
    /** A checkpoint was modified. */
    CHECKPOINT_CHANGED,
    /** Checkpoints were removed. */
    CHECKPOINT_REMOVED;

    /** The name in JSON. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
