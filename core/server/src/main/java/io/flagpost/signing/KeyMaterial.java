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
 * An RSA key pair on its way into the store, proved to be of use. Whoever holds one outside this
 * package can pass it on and see its public key. Immutable, for any thread.
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
   * Makes a new key pair, with a key id that does not begin with a dash. Blocking, for a second if
   * it is long, and for several with the JDK's provider.
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
      // One thumbprint in 64 does, and a command line would take it for an option.
      if (!key.keyId().startsWith("-")) {
        return key;
      }
    }
  }

  /**
   * Reads a private key from PEM text: {@code RSA PRIVATE KEY} (PKCS #1), {@code PRIVATE KEY} (PKCS
   * #8) or {@code ENCRYPTED PRIVATE KEY}. Blocking.
   *
   * @param passphrase opens an encrypted one; else empty
   * @throws UnusableKeyException saying what is wrong with it
   */
  public static KeyMaterial read(String pem, String passphrase) {
    return of(PrivateKeyPem.read(pem, passphrase));
  }

  /** Takes a private key if it is of use. */
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

  /** Names the key; says nothing of its private side. */
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
