package io.flagpost.verdicts;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That states of a fold are made again, and how far that is.
 *
 * @param id its number
 * @param checkId the check
 * @param scope which states
 * @param requestedBy who asked for it
 * @param requestedAt when
 * @param parts its work by shard; at least one
 */
public record Refold(
    long id,
    String checkId,
    Scope scope,
    String requestedBy,
    Instant requestedAt,
    List<Part> parts) {

  /** Which states are made again. */
  public enum Scope {
    KEY,
    SHARD,
    ALL
  }

  /** How far it is, in this order. */
  public enum State {
    /** Not begun: the shard has no owner that runs the check, or earlier refolds to be done. */
    WAITING,
    /** The records of the window are folded; the former states decide. */
    FOLDING,
    /** The new states decide; the former ones are being deleted. */
    CLEARING,
    DONE
  }

  /**
   * The work of one shard. Records are counted by their ids.
   *
   * @param shard its number
   * @param state how far it is
   * @param done how many records of the window were read
   * @param total how many there are to read, as far as that is known
   * @param endedAt when it was done; null before
   */
  public record Part(int shard, State state, long done, long total, @Nullable Instant endedAt) {}

  public Refold {
    parts = List.copyOf(parts);
  }

  /** The state of the whole. */
  public State state() {
    if (parts.stream().allMatch(part -> part.state() == State.WAITING)) {
      return State.WAITING;
    }
    State least = parts.stream().map(Part::state).min(Comparator.naturalOrder()).orElseThrow();
    return least == State.WAITING ? State.FOLDING : least;
  }

  /** How many records the shard has read that is the furthest behind. */
  public long done() {
    return parts.stream().mapToLong(Part::done).min().orElse(0);
  }

  /** How many records there are to read. */
  public long total() {
    return parts.stream().mapToLong(Part::total).max().orElse(0);
  }

  /** When all of it was done; null before. */
  public @Nullable Instant endedAt() {
    Instant last = Instant.MIN;
    for (Part part : parts) {
      Instant ended = part.endedAt();
      if (ended == null) {
        return null;
      }
      last = ended.isAfter(last) ? ended : last;
    }
    return last;
  }
}
