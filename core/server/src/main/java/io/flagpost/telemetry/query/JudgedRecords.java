package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Records by the later verdicts on them.
 *
 * @param newest the newest, in the order of the verdicts
 * @param found how many there were, with those that are not among the newest
 * @param lowestId the lowest id of a record among all that were found; 0 if there was none
 * @param highestId the highest
 */
public record JudgedRecords(List<Judged> newest, long found, long lowestId, long highestId) {
  static final JudgedRecords NONE = new JudgedRecords(List.of(), 0, 0, 0);

  public JudgedRecords {
    newest = List.copyOf(newest);
  }

  /**
   * A record and the newest verdict on it.
   *
   * @param verdictId the verdict's place among all verdicts
   * @param verdict what it says
   * @param record the record as it stands now, as {@link ListedRecord} writes it
   */
  public record Judged(long verdictId, ObjectNode verdict, ObjectNode record) {}
}
