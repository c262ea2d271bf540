package io.flagpost.signing;

import io.flagpost.wire.KeyStrength;
import io.flagpost.wire.SigningAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A validated RSA key pair to be stored. Outside this package only its public key is accessible.
 * Immutable; any thread.
 */
public final class KeyMaterial {
  /** Longer RSA keys take too long to sign with. */
  public static final int MAXIMUM_BITS = 4096;

  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65_537);
  private static final int MOST_EXPONENT_BITS = 256;
  private static final byte[] PROOF = {'F', 'l', 'a', 'g', 'p', 'o', 's', 't'};

  private final RSAPublicKey publicKey;
  private final RSAPrivateCrtKey privateKey;

  private KeyMaterial(RSAPublicKey publicKey, RSAPrivateCrtKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /**
   * Generates a key pair whose key id does not begin with a dash. Blocking: about a second for a
   * long key, and several with the JDK's provider.
   *
   * @param bits 2048, 3072 or 4096
   */
  public static KeyMaterial generate(int bits, SignatureProvider provider) {
    try {
      return generate(provider.keyPairs(bits)::generateKeyPair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(provider + " makes no RSA keys", e);
    }
  }

  static KeyMaterial generate(Supplier<KeyPair> pairs) {
    while (true) {
      KeyPair pair = pairs.get();
      KeyMaterial key =
          new KeyMaterial((RSAPublicKey) pair.getPublic(), (RSAPrivateCrtKey) pair.getPrivate());
      // One thumbprint in 64 begins with a dash, and a command line would take it for an option.
      if (!key.keyId().startsWith("-")) {
        return key;
      }
    }
  }

  /**
   * Reads a private key from PEM text: {@code RSA PRIVATE KEY} (PKCS #1), {@code PRIVATE KEY} (PKCS
   * #8) or {@code ENCRYPTED PRIVATE KEY}. Blocking.
   *
   * @param passphrase decrypts an encrypted key; otherwise empty
   * @throws UnusableKeyException with the reason, if it cannot be used
   */
  public static KeyMaterial read(String pem, String passphrase) {
    return of(PrivateKeyPem.read(pem, passphrase));
  }

  /** Accepts a private key if it is usable. */
  static KeyMaterial of(RSAPrivateCrtKey privateKey) {
    BigInteger modulus = privateKey.getModulus();
    int bits = modulus.bitLength();
    if (bits < KeyStrength.MINIMUM_BITS || bits > MAXIMUM_BITS) {
      throw refusal(
          String.format(
              Locale.ROOT,
              "is an RSA key of %d bits; %d to %d are needed",
              bits,
              KeyStrength.MINIMUM_BITS,
              MAXIMUM_BITS));
    }
    BigInteger exponent = privateKey.getPublicExponent();
    if (exponent.compareTo(LEAST_EXPONENT) < 0
        || exponent.bitLength() > MOST_EXPONENT_BITS
        || !exponent.testBit(0)) {
      throw refusal("has an unusual public exponent; 65537 is the usual one");
    }
    if (!isConsistent(privateKey)) {
      throw refusal("is damaged: its numbers do not belong together");
    }
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      RSAPublicKey publicKey =
          (RSAPublicKey) rsa.generatePublic(new RSAPublicKeySpec(modulus, exponent));
      Signature signature = Signature.getInstance(SigningAlgorithm.RS256.jcaName());
      signature.initSign(privateKey);
      signature.update(PROOF);
      byte[] made = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROOF);
      if (signature.verify(made)) {
        return new KeyMaterial(publicKey, privateKey);
      }
    } catch (GeneralSecurityException e) {
      throw refusal("cannot sign");
    }
    throw refusal("is damaged: what it signs, its public key does not verify");
  }

  /** Its public key. */
  public RSAPublicKey publicKey() {
    return publicKey;
  }

  /** The RFC 7638 thumbprint of its public key. */
  public String keyId() {
    return PublishedKey.thumbprint(publicKey);
  }

  RSAPrivateCrtKey privateKey() {
    return privateKey;
  }

  /** Names the key; contains nothing private. */
  @Override
  public String toString() {
    return "KeyMaterial[" + keyId() + "]";
  }

  private static boolean isConsistent(RSAPrivateCrtKey key) {
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    if (p.compareTo(BigInteger.TWO) <= 0 || q.compareTo(BigInteger.TWO) <= 0 || p.equals(q)) {
      return false;
    }
    return p.multiply(q).equals(key.getModulus())
        && isInverse(key, p, key.getPrimeExponentP())
        && isInverse(key, q, key.getPrimeExponentQ())
        && key.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE);
  }

  private static boolean isInverse(RSAPrivateCrtKey key, BigInteger prime, BigInteger exponent) {
    BigInteger order = prime.subtract(BigInteger.ONE);
    return key.getPublicExponent().multiply(exponent).mod(order).equals(BigInteger.ONE)
        && key.getPrivateExponent().mod(order).equals(exponent.mod(order));
  }

  private static UnusableKeyException refusal(String reason) {
    return new UnusableKeyException(UnusableKeyException.Part.PRIVATE_KEY, reason);
  }
}
