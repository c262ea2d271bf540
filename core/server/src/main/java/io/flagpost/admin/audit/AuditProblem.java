package io.flagpost.admin.audit;

import java.util.Locale;

/**
 * What is wrong with the log.
 *
 * @param entry the first entry that it is wrong with
 * @param kind what was done to it, as far as that can be seen
 * @param explanation the same in words
 */
record AuditProblem(long entry, Kind kind, String explanation) {

  /** What was done. */
  enum Kind {
    /** The entry is not what was written. */
    CHANGED,
    /** Entries are gone from the beginning or the middle. */
    REMOVED,
    /** The entry was put in by somebody else. */
    INSERTED,
    /** The entry stood in another place. */
    REORDERED,
    /** Entries are gone from the end; others may have been written since. */
    CUT_OFF,
    /** From this entry on everything was written anew, without the key. */
    RECOMPUTED,
    /** The key that the entry or checkpoint says it belongs to is not known. */
    UNKNOWN_KEY,
    /** A checkpoint is not what was written. */
    CHECKPOINT_CHANGED,
    /** Checkpoints are gone. */
    CHECKPOINT_REMOVED;

    /** As it is written in JSON. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
