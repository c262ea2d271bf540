package io.flagpost.admin.audit;

import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The key that verifies the entries and checkpoints under one key-encryption key.
 *
 * @param macs verifies entries
 * @param checkpoints verifies checkpoints
 * @param last the last entry under it, if it was replaced, so that somebody who obtains it later
 *     cannot rewrite the entries under it
 */
record AuditKey(EntryMacs macs, CheckpointKey.Public checkpoints, @Nullable Last last) {
  private static final int MAC_BYTES = 32;

  /** The last entry under a key that was replaced; number 0 if there is none. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content, never modified
  record Last(long number, byte[] mac) {}

  /** The audit key of a key that is available. */
  static AuditKey derive(KeyWrapping wrapping, String kekId) {
    return new AuditKey(
        new EntryMacs(wrapping.derive(kekId, EntryMacs.PURPOSE)),
        new CheckpointKey(wrapping.derive(kekId, CheckpointKey.PURPOSE)).publicKey(),
        null);
  }

  /** Seals it, for the time when the key-encryption key is no longer available. */
  byte[] seal(KeyWrapping wrapping, String kekId, Last end) {
    byte[] plain =
        ByteBuffer.allocate(2 * MAC_BYTES + CheckpointKey.Public.LENGTH + Long.BYTES)
            .put(macs.key())
            .put(checkpoints.bytes())
            .putLong(end.number())
            .put(end.mac())
            .array();
    return wrapping.seal(plain, context(kekId));
  }

  /**
   * Opens a sealed audit key.
   *
   * @throws KeyEncryptionException if the key that it is sealed under is unknown, or it was
   *     modified
   */
  static AuditKey open(KeyWrapping wrapping, String kekId, byte[] sealed, String sealedUnder) {
    ByteBuffer plain = ByteBuffer.wrap(wrapping.open(sealedUnder, sealed, context(kekId)));
    byte[] key = take(plain, MAC_BYTES);
    byte[] checkpoints = take(plain, CheckpointKey.Public.LENGTH);
    Last last = new Last(plain.getLong(), take(plain, MAC_BYTES));
    return new AuditKey(new EntryMacs(key), new CheckpointKey.Public(checkpoints), last);
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static String context(String kekId) {
    return "flagpost audit key|" + kekId;
  }

  @Override
  public String toString() {
    return "AuditKey[" + checkpoints.fingerprint() + "]";
  }
}
