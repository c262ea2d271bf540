package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search found.
 *
 * @param records the records in the order that was asked for, as {@link ListedRecord} writes them
 * @param end why there are no more
 * @param searchedTo every id up to here was looked at, in the order of the search; where it goes on
 * @param searchedToTime about when the record with that id was received: all that is known is that
 *     records stored on the other side of it were not looked at; null if nothing is known
 */
public record RecordPage(
    List<ObjectNode> records, End end, long searchedTo, @Nullable Instant searchedToTime) {

  public RecordPage {
    records = List.copyOf(records);
  }

  /** Why a search ended. */
  public enum End {
    /** All records were looked at; in a search for the oldest first: all that there are yet. */
    COMPLETE,
    /** As many as were asked for, or as an answer holds; there may be more. */
    FULL,
    /** It has taken as much time as it may; there may be more. */
    TIME
  }
}
