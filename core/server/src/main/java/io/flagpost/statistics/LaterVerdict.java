package io.flagpost.statistics;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;

/**
 * A verdict that counts, given after receipt.
 *
 * @param id its place among the verdicts
 * @param recordId the record
 * @param checkId the check
 * @param checkVersion its version
 * @param flags what it raised
 * @param pending whether it has no answer, and changes nothing
 */
record LaterVerdict(
    long id,
    UUID recordId,
    String checkId,
    String checkVersion,
    List<String> flags,
    boolean pending) {

  /** What {@link #of} needs of the table {@code verdict}. */
  static final String COLUMNS = "verdict_id, record_id, check_id, check_version, flags, pending";

  LaterVerdict {
    flags = List.copyOf(flags);
  }

  static LaterVerdict of(Row row) {
    return new LaterVerdict(
        row.getLong("verdict_id"),
        row.getUUID("record_id"),
        row.getString("check_id"),
        row.getString("check_version"),
        List.of(row.getArrayOfStrings("flags")),
        row.getBoolean("pending"));
  }
}
