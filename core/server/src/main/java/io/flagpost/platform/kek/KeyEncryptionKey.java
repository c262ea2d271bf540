package io.flagpost.platform.kek;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts stored secrets, mainly private keys, with AES-256-GCM. Thread-safe. */
public final class KeyEncryptionKey {
  /** The length of the key in bytes. */
  static final int LENGTH = 32;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;
  private final String id;

  /**
   * @param key exactly 32 bytes; copied
   * @param random the source of nonces
   */
  public KeyEncryptionKey(byte[] key, SecureRandom random) {
    if (key.length != LENGTH) {
      throw new KeyEncryptionException(
          String.format(
              Locale.ROOT,
              "a key-encryption key has %d bytes, this one has %d",
              LENGTH,
              key.length));
    }
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
    this.id = idOf(key);
  }

  /**
   * Parses a key from text: hexadecimal digits or Base64.
   *
   * @param name the name of the text in messages
   * @throws KeyEncryptionException if it is not a key
   */
  public static KeyEncryptionKey ofText(String text, String name, SecureRandom random) {
    return wipingAfterUse(KeyText.parse(text, name), random);
  }

  static KeyEncryptionKey wipingAfterUse(byte[] key, SecureRandom random) {
    try {
      return new KeyEncryptionKey(key, random);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** An id that distinguishes keys without revealing anything; stored beside encrypted secrets. */
  public String id() {
    return id;
  }

  /**
   * Encrypts.
   *
   * @param context where the text belongs; opening it needs the same context, so an encrypted text
   *     cannot be used elsewhere
   */
  public byte[] seal(byte[] plainText, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
      byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plainText.length));
      cipher.doFinal(plainText, 0, plainText.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has AES-GCM
    }
  }

  /**
   * Decrypts a result of {@link #seal}.
   *
   * @throws KeyEncryptionException if it was sealed under another key or for another context, or
   *     was modified
   */
  public byte[] open(byte[] sealed, String context) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new KeyEncryptionException("an encrypted text is cut off");
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), context);
      return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new KeyEncryptionException(
          "an encrypted text was made by another key-encryption key, or was changed", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Derives a key of 32 bytes for another purpose. The same purpose always gives the same key,
   * which reveals nothing of the key-encryption key or of the keys for other purposes.
   */
  public byte[] derive(String purpose) {
    return hmac(key.getEncoded(), "flagpost derived key|" + purpose);
  }

  @Override
  public String toString() {
    return "KeyEncryptionKey[" + id + "]";
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String idOf(byte[] key) {
    return HexFormat.of().formatHex(hmac(key, "flagpost key-encryption key id"), 0, 8);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has HMAC-SHA-256
    }
  }
}
