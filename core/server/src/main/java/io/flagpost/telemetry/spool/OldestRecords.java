package io.flagpost.telemetry.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects records in the order of their keys, up to its limits. Used once. */
final class OldestRecords implements RocksLog.Visitor<RuntimeException> {
  private static final Logger LOG = LoggerFactory.getLogger(OldestRecords.class);

  private final int maxRecords;
  private final List<SpooledRecord> held = new ArrayList<>();
  private final List<UUID> unreadable = new ArrayList<>();
  private long bytesLeft;

  /**
   * @param maxBytes no limit for the first record: there is at least one if there is any
   */
  OldestRecords(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.bytesLeft = maxBytes;
  }

  /** The records that can be read. */
  List<SpooledRecord> held() {
    return held;
  }

  /** The ids of those that cannot. */
  List<UUID> unreadable() {
    return unreadable;
  }

  @Override
  public boolean visit(byte[] key, byte[] frame) {
    if (Entry.isRefused(key) || held.size() + unreadable.size() == maxRecords) {
      return false;
    }
    bytesLeft -= frame.length;
    if (bytesLeft < 0 && !held.isEmpty()) {
      return false;
    }
    read(Entry.id(key), frame);
    return true;
  }

  private void read(UUID id, byte[] frame) {
    try {
      if (Frame.wholeAt(frame, 0) != frame.length) {
        throw new IOException("its checksum is wrong");
      }
      held.add(new SpooledRecord(SpoolCodec.decode(Frame.contentAt(frame, 0)), frame.length));
    } catch (IOException e) {
      LOG.error("Spooled record {} cannot be replayed: {}", id, e.getMessage());
      unreadable.add(id);
    }
  }
}
