package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes listed records as the lines of a file. Immutable; takes CPU time. */
interface RecordLines {
  /**
   * Records as bytes.
   *
   * @param records may be changed by it
   * @param count how many they are
   * @param titled whether the title comes first, if this kind of file has one
   */
  byte[] of(Iterable<ObjectNode> records, int count, boolean titled);
}
