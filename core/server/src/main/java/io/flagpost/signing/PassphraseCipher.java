package io.flagpost.signing;

import static io.flagpost.signing.UnusableKeyException.Part.DOCUMENT;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Encrypts private keys under a passphrase as {@code EncryptedPrivateKeyInfo} (PKCS #8 with PBES2
 * of RFC 8018: PBKDF2-HMAC-SHA256, AES-256-CBC), which OpenSSL can open. All keys of a backup share
 * one salt, so that the costly derivation is done only once; each has its own initialisation
 * vector. One thread.
 */
final class PassphraseCipher {
  /** The iterations that OWASP recommends for PBKDF2-HMAC-SHA256. */
  static final int ITERATIONS = 600_000;

  static final int SALT_BYTES = 16;

  private static final int KEY_BYTES = 32;
  private static final int IV_BYTES = 16;
  private static final AlgorithmIdentifier HMAC_SHA256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private final String passphrase;
  private final Map<String, byte[]> derived = new HashMap<>();

  PassphraseCipher(String passphrase) {
    this.passphrase = passphrase;
  }

  /** Derives a key of 32 bytes from the passphrase. Blocking. */
  byte[] derive(byte[] salt, int iterations) {
    if (iterations < 1 || iterations > KeyDerivationCost.MOST_ITERATIONS) {
      throw new UnusableKeyException(DOCUMENT, "requires too many iterations");
    }
    return derived.computeIfAbsent(
        HexFormat.of().formatHex(salt) + "/" + iterations, name -> pbkdf2(salt, iterations));
  }

  EncryptedPrivateKeyInfo encrypt(byte[] pkcs8, byte[] salt, SecureRandom random) {
    byte[] vector = new byte[IV_BYTES];
    random.nextBytes(vector);
    PBES2Parameters parameters =
        new PBES2Parameters(
            new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2,
                new PBKDF2Params(salt, ITERATIONS, KEY_BYTES, HMAC_SHA256)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(vector)));
    try {
      byte[] encrypted =
          cipher(Cipher.ENCRYPT_MODE, derive(salt, ITERATIONS), vector).doFinal(pkcs8);
      return new EncryptedPrivateKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), encrypted);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has AES
    }
  }

  /**
   * Decrypts a result of {@link #encrypt}.
   *
   * @return PKCS #8
   * @throws UnusableKeyException if it has another format, or was encrypted under another
   *     passphrase
   */
  byte[] decrypt(EncryptedPrivateKeyInfo info) {
    try {
      PBES2Parameters parameters =
          PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
      PBKDF2Params derivation =
          PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
      EncryptionScheme scheme = parameters.getEncryptionScheme();
      if (HMAC_SHA256.getAlgorithm().equals(derivation.getPrf().getAlgorithm())
          && NISTObjectIdentifiers.id_aes256_CBC.equals(scheme.getAlgorithm())) {
        byte[] key = derive(derivation.getSalt(), derivation.getIterationCount().intValueExact());
        byte[] vector = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
        return cipher(Cipher.DECRYPT_MODE, key, vector).doFinal(info.getEncryptedData());
      }
    } catch (UnusableKeyException e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnusableKeyException(DOCUMENT, "contains a private key that cannot be opened");
    }
    throw new UnusableKeyException(DOCUMENT, "contains a private key encrypted in an unknown way");
  }

  private byte[] pbkdf2(byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), salt, iterations, KEY_BYTES * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has PBKDF2
    } finally {
      spec.clearPassword();
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] vector)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
    return cipher;
  }
}
