package io.flagpost.telemetry.spool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Finds where the engine stops reading a log (the format of LevelDB's logs: blocks of 32 KiB, in
 * them fragments with a checksum, a length and a type each).
 *
 * <p>The engine takes a last fragment that is longer than the rest of the file for a write that a
 * crash cut short, and cuts it off. A damaged length looks just like that, with records behind it
 * that were acknowledged. So whatever stands behind that place is searched for whole records.
 */
final class LogTail {
  static final int BLOCK = 32 * 1024;
  static final int HEADER = 7;
  private static final int MASK = 0xA282_EAD8;

  private LogTail() {}

  /** Where the first fragment begins that is not whole; the length if all are. */
  static int offset(byte[] log) {
    ByteBuffer bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    int position = 0;
    while (log.length - position >= HEADER) {
      int left = BLOCK - position % BLOCK;
      if (left < HEADER) {
        position += left;
        continue;
      }
      int length = Short.toUnsignedInt(bytes.getShort(position + 4));
      if (length + HEADER > left
          || length + HEADER > log.length - position
          || masked(log, position + 6, length + 1) != bytes.getInt(position)) {
        return position;
      }
      position += HEADER + length;
    }
    return position;
  }

  /** The log without the headers in front of its blocks, which may stand within a record. */
  static byte[] withoutBlockHeaders(byte[] log) {
    ByteBuffer content = ByteBuffer.allocate(log.length);
    for (int block = 0; block < log.length; block += BLOCK) {
      int begin = Math.min(block + HEADER, log.length);
      content.put(log, begin, Math.min(block + BLOCK, log.length) - begin);
    }
    byte[] joined = new byte[content.position()];
    content.flip().get(joined);
    return joined;
  }

  private static int masked(byte[] log, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(log, offset, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }
}
