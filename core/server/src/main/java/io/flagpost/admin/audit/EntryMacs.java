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
 * Makes the entries' MACs: HMAC-SHA-256 over the entry before's MAC, the number and every column.
 * Each column is preceded by whether it is null and by its length, so that no two entries are the
 * same bytes. Any thread.
 */
final class EntryMacs {
  /** What the key is derived for. */
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

  /** Whether an entry follows the one with that MAC. */
  boolean proves(AuditEntry entry, byte[] previous) {
    return proves(entry, entry.number(), previous);
  }

  /** Whether an entry would follow the one with that MAC if it had this number. */
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
