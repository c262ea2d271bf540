package io.flagpost.signing;

import static io.flagpost.signing.UnusableKeyException.Part.PASSPHRASE;
import static io.flagpost.signing.UnusableKeyException.Part.PRIVATE_KEY;

import io.flagpost.platform.coding.PemText;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Reads private keys from PEM text. Pure functions; blocking for as long as the key derivation
 * takes.
 */
final class PrivateKeyPem {
  /** Used directly and never installed; the JDK has no scrypt. */
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private PrivateKeyPem() {}

  /**
   * Reads the first PEM block.
   *
   * @param passphrase decrypts an encrypted key; otherwise empty
   * @throws UnusableKeyException if it is not an RSA private key or cannot be opened; the message
   *     quotes nothing of it
   */
  static RSAPrivateCrtKey read(String pem, String passphrase) {
    Object block = block(pem);
    if (block instanceof PEMKeyPair pair) {
      return rsa(pair.getPrivateKeyInfo());
    }
    if (block instanceof PrivateKeyInfo info) {
      return rsa(info);
    }
    if (block instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
      return rsa(decrypt(encrypted, passphrase));
    }
    if (block instanceof PEMEncryptedKeyPair) {
      throw new UnusableKeyException(
          PRIVATE_KEY,
          "is encrypted in OpenSSL's old way; turn it into PKCS #8: openssl pkcs8 -topk8");
    }
    throw new UnusableKeyException(PRIVATE_KEY, "has no private key in its first PEM block");
  }

  /** Reads an encrypted private key without opening it. */
  static PKCS8EncryptedPrivateKeyInfo encrypted(String pem) {
    if (block(pem) instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
      return encrypted;
    }
    throw new UnusableKeyException(PRIVATE_KEY, "is no encrypted private key");
  }

  static RSAPrivateCrtKey rsa(PrivateKeyInfo info) {
    if (!PKCSObjectIdentifiers.rsaEncryption.equals(info.getPrivateKeyAlgorithm().getAlgorithm())) {
      throw new UnusableKeyException(PRIVATE_KEY, "is no RSA key; only those are supported");
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      if (key instanceof RSAPrivateCrtKey whole) {
        return whole;
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableKeyException(PRIVATE_KEY, "is damaged");
    }
    throw new UnusableKeyException(PRIVATE_KEY, "lacks its prime numbers");
  }

  private static Object block(String pem) {
    try {
      return PemText.first(pem)
          .orElseThrow(() -> new UnusableKeyException(PRIVATE_KEY, "has no PEM block"));
    } catch (IOException e) {
      throw new UnusableKeyException(PRIVATE_KEY, "has a damaged PEM block");
    }
  }

  private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, String passphrase) {
    if (passphrase.isEmpty()) {
      throw new UnusableKeyException(PASSPHRASE, "is missing: the private key is encrypted");
    }
    KeyDerivationCost.check(encrypted);
    try {
      return encrypted.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder()
              .setProvider(BOUNCY_CASTLE)
              .build(passphrase.toCharArray()));
    } catch (OperatorCreationException e) {
      throw new UnusableKeyException(PRIVATE_KEY, "is encrypted in an unknown way");
    } catch (PKCSException | RuntimeException e) {
      throw new UnusableKeyException(PASSPHRASE, "does not open the private key");
    }
  }
}
