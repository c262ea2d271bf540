package io.flagpost.admin.audit;

import io.flagpost.admin.audit.AuditProblem.Kind;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what was done to an entry that does not match its MAC, in a second pass over the whole
 * log: at which other position would it match, and what do the entries after it follow? One thread
 * at a time.
 */
final class ChainDiagnosis {
  private final Map<String, AuditKey> keys;
  private final AuditEntry suspect;
  private final long number;
  private final byte[] previousMac;

  private @Nullable AuditEntry before;
  private long origin;
  private boolean followed;
  private boolean shiftedDown;
  private boolean shiftedUp;
  private long later;
  private boolean anyLaterProven;

  /**
   * @param suspect the entry
   * @param previousMac the MAC that it should follow
   */
  ChainDiagnosis(Map<String, AuditKey> keys, AuditEntry suspect, byte[] previousMac) {
    this.keys = keys;
    this.suspect = suspect;
    this.number = suspect.number();
    this.previousMac = previousMac;
    lookForOrigin(1, AuditEntry.NO_MAC);
  }

  /** Receives the next entry of the log. */
  void look(AuditEntry entry) {
    // It may have followed this entry or, if the two were exchanged, what is here now.
    lookForOrigin(entry.number() + 1, entry.mac());
    lookForOrigin(entry.number(), entry.mac());
    AuditEntry last = before;
    if (entry.number() > number && last != null) {
      later++;
      boolean proven = proves(entry, entry.number(), last.mac());
      anyLaterProven |= proven;
      if (last.number() == number) {
        followed = proven || followsRight(entry);
        shiftedDown = proves(entry, entry.number() + 1, suspect.mac());
        shiftedUp = proves(entry, number, previousMac);
      }
    }
    before = entry;
  }

  /** The problem, once all entries have been received. */
  AuditProblem problem() {
    if (origin > 0 && origin < number) {
      return found(
          Kind.INSERTED,
          String.format(Locale.ROOT, "Entry %d is entry %d, put in once more", number, origin));
    }
    if (origin > number) {
      return found(
          Kind.REORDERED,
          String.format(
              Locale.ROOT,
              "Entry %d is not the one that was written there: it was entry %d",
              number,
              origin));
    }
    if (shiftedDown) {
      return found(
          Kind.REMOVED,
          String.format(
              Locale.ROOT, "Entry %d was removed, and those after it were renumbered", number));
    }
    if (shiftedUp) {
      return found(
          Kind.INSERTED,
          String.format(
              Locale.ROOT, "Entry %d was put in, and those after it were renumbered", number));
    }
    if (followed) {
      return found(
          Kind.CHANGED, String.format(Locale.ROOT, "Entry %d is not what was written", number));
    }
    if (later > 0 && !anyLaterProven) {
      return found(
          Kind.RECOMPUTED,
          String.format(
              Locale.ROOT,
              "From entry %d on, nothing matches its MAC: all of it was written anew by somebody without the key",
              number));
    }
    return found(
        Kind.CHANGED,
        later > 0
            ? String.format(Locale.ROOT, "Entry %d is not what was written", number)
            : String.format(
                Locale.ROOT,
                "Entry %d is not what was written, or was put in: none follows that could tell which",
                number));
  }

  private AuditProblem found(Kind kind, String explanation) {
    return new AuditProblem(number, kind, explanation);
  }

  private void lookForOrigin(long candidate, byte[] after) {
    if (origin == 0 && candidate != number && proves(suspect, candidate, after)) {
      origin = candidate;
    }
  }

  /**
   * Whether it follows the MAC that the suspect should have: then only the suspect's MAC was
   * changed.
   */
  private boolean followsRight(AuditEntry entry) {
    AuditKey key = keys.get(suspect.kekId());
    return key != null
        && proves(entry, entry.number(), key.macs().mac(previousMac, number, suspect.content()));
  }

  private boolean proves(AuditEntry entry, long as, byte[] after) {
    AuditKey key = keys.get(entry.kekId());
    return key != null && key.macs().proves(entry, as, after);
  }
}
