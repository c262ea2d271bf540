package io.flagpost.telemetry.live;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that a listener is told.
 *
 * @param type what it is
 * @param position where a listener goes on that has seen this one
 * @param data what is told
 */
public record LiveEvent(Type type, LivePosition position, ObjectNode data) {

  /** The kinds of events, in the order in which the events of a page come. */
  public enum Type {
    /** Records or verdicts that are not told: there were too many at once. */
    OMITTED,
    /**
     * A later verdict on a record that was told or could have been, and that meets the filter now.
     */
    VERDICT,
    /** A record. */
    RECORD
  }
}
