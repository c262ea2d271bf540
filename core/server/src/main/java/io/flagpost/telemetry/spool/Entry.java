package io.flagpost.telemetry.spool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * A record on its way into or out of the engine.
 *
 * @param id its record id
 * @param frame its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Entry(UUID id, byte[] frame) {
  /** What keys of records that PostgreSQL refuses begin with; behind every UUIDv7 of this world. */
  static final byte REFUSED = (byte) 0xFF;

  /** In the order of time. */
  byte[] key() {
    return key(id);
  }

  static byte[] key(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static byte[] refusedKey(UUID id) {
    return ByteBuffer.allocate(17)
        .put(REFUSED)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** A key behind all others. */
  static byte[] behindAll() {
    byte[] last = new byte[18];
    Arrays.fill(last, (byte) 0xFF);
    return last;
  }

  static boolean isRefused(byte[] key) {
    return key[0] == REFUSED;
  }

  static UUID id(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key, isRefused(key) ? 1 : 0, 16);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
