package io.flagpost.platform.kek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The key-encryption key in force, and earlier ones that can still decrypt. Any thread. */
public final class KeyWrapping {
  private final KeyEncryptionKey current;
  private final Map<String, KeyEncryptionKey> byId = new LinkedHashMap<>();

  /**
   * @param current the key that seals
   * @param previous keys that only open
   */
  public KeyWrapping(KeyEncryptionKey current, List<KeyEncryptionKey> previous) {
    this.current = current;
    previous.forEach(key -> byId.put(key.id(), key));
    byId.put(current.id(), current);
  }

  /** The id of the key that {@link #seal} uses; store it beside the sealed secret. */
  public String currentId() {
    return current.id();
  }

  /** The ids of all keys that {@link #open} knows. */
  public Set<String> ids() {
    return Set.copyOf(byId.keySet());
  }

  /** Encrypts under the key in force; see {@link KeyEncryptionKey#seal}. */
  public byte[] seal(byte[] plainText, String context) {
    return current.seal(plainText, context);
  }

  /**
   * Decrypts.
   *
   * @param keyId the key that it was sealed under
   * @throws KeyEncryptionException if that key is unknown, or does not open it
   */
  public byte[] open(String keyId, byte[] sealed, String context) {
    return known(keyId).open(sealed, context);
  }

  /**
   * A key for another purpose, derived from the key in force; see {@link KeyEncryptionKey#derive}.
   */
  public byte[] derive(String purpose) {
    return current.derive(purpose);
  }

  /**
   * The same, derived from the key of this id.
   *
   * @throws KeyEncryptionException if that key is unknown
   */
  public byte[] derive(String keyId, String purpose) {
    return known(keyId).derive(purpose);
  }

  private KeyEncryptionKey known(String keyId) {
    KeyEncryptionKey key = byId.get(keyId);
    if (key == null) {
      throw new KeyEncryptionException(
          String.format(
              Locale.ROOT,
              "it is stored under the key-encryption key %s, and the one in use is %s: put the right"
                  + " one back from the backup (every node needs the same one)",
              keyId,
              current.id()));
    }
    return key;
  }

  @Override
  public String toString() {
    return "KeyWrapping[" + current.id() + "]";
  }
}
