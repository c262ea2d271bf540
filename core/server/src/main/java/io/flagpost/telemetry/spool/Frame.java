package io.flagpost.telemetry.spool;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A record as the engine holds it: the folder's marker, its id, its length, a checksum and its
 * content. The engine has checksums of its own, but over many records at a time; this one lets a
 * record be told whole or not wherever its bytes are found.
 */
final class Frame {
  static final int OVERHEAD = Long.BYTES + 16 + Integer.BYTES + Integer.BYTES;
  private static final int ID = Long.BYTES;
  private static final int LENGTH = ID + 16;
  private static final int CHECKSUM = LENGTH + Integer.BYTES;

  private Frame() {}

  static byte[] of(Marker marker, UUID id, byte[] content) {
    ByteBuffer frame =
        ByteBuffer.allocate(OVERHEAD + content.length)
            .putLong(marker.value())
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .putInt(content.length);
    CRC32C checksum = new CRC32C();
    checksum.update(frame.array(), ID, 16 + Integer.BYTES);
    checksum.update(content);
    return frame.putInt((int) checksum.getValue()).put(content).array();
  }

  /** The length of the whole record that begins here; negative if there is none. */
  static int wholeAt(byte[] data, int position) {
    if (data.length - position < OVERHEAD) {
      return -1;
    }
    int length = ByteBuffer.wrap(data).getInt(position + LENGTH);
    if (length < 0 || length > data.length - position - OVERHEAD) {
      return -1;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(data, position + ID, 16 + Integer.BYTES);
    checksum.update(data, position + OVERHEAD, length);
    return (int) checksum.getValue() == ByteBuffer.wrap(data).getInt(position + CHECKSUM)
        ? OVERHEAD + length
        : -1;
  }

  /** The id of the record that begins here; as damaged as the record. */
  static UUID idAt(byte[] data, int position) {
    ByteBuffer bytes = ByteBuffer.wrap(data);
    return new UUID(bytes.getLong(position + ID), bytes.getLong(position + ID + Long.BYTES));
  }

  /** The content of the whole record that begins here. */
  static byte[] contentAt(byte[] data, int position) {
    int length = ByteBuffer.wrap(data).getInt(position + LENGTH);
    byte[] content = new byte[length];
    System.arraycopy(data, position + OVERHEAD, content, 0, length);
    return content;
  }
}
