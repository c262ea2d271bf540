package io.flagpost.telemetry.query;

import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RaisedFlag;
import java.util.List;
import java.util.UUID;

/**
 * A committed record as checks see it, and what was said of it at receipt.
 *
 * @param id its place among the records
 * @param telemetry the record
 * @param flags the red flags of its receipt, the format's included
 * @param pending ids of the checks that gave no answer then; empty in a record without its data
 * @param receipt what else was noted of it then
 * @param routing by what it is split into shards
 */
public record StoredRecord(
    long id,
    Telemetry telemetry,
    List<RaisedFlag> flags,
    List<String> pending,
    ReceiptNotes receipt,
    RoutingHashes routing) {

  public StoredRecord {
    flags = List.copyOf(flags);
    pending = List.copyOf(pending);
  }

  /** The gateway's own id of it. */
  public UUID recordId() {
    return telemetry.recordId();
  }
}
