package io.flagpost.admin.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Computes the entries' MACs: HMAC-SHA-256 over the previous entry's MAC, the number and every
 * column. A null flag and the length precede each column, so that no two entries give the same
 * bytes. Any thread.
 */
final class EntryMacs {
  /** The purpose for which the key is derived. */
  static final String PURPOSE = "audit log";

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  EntryMacs(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  byte[] mac(byte[] previous, long number, List<@Nullable String> content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(length(previous.length));
      mac.update(previous);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
      mac.update(length(content.size()));
      for (String column : content) {
        if (column == null) {
          mac.update((byte) 0);
        } else {
          byte[] text = column.getBytes(StandardCharsets.UTF_8);
          mac.update((byte) 1);
          mac.update(length(text.length));
          mac.update(text);
        }
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has HMAC-SHA-256
    }
  }

  /** Whether an entry follows the one with the given MAC. */
  boolean proves(AuditEntry entry, byte[] previous) {
    return proves(entry, entry.number(), previous);
  }

  /** Whether an entry would follow the one with the given MAC if it had this number. */
  boolean proves(AuditEntry entry, long number, byte[] previous) {
    return MessageDigest.isEqual(entry.mac(), mac(previous, number, entry.content()));
  }

  byte[] key() {
    return key.getEncoded();
  }

  private static ByteBuffer length(int bytes) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes);
  }
}
