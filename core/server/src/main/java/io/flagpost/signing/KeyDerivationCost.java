package io.flagpost.signing;

import static io.flagpost.signing.UnusableKeyException.Part.PRIVATE_KEY;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Limits the cost of decrypting a private key, because its author chose that cost. */
final class KeyDerivationCost {
  static final int MOST_ITERATIONS = 10_000_000;

  /** RFC 7914, section 7: its parameters are salt, cost, block size, lanes. */
  private static final ASN1ObjectIdentifier SCRYPT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");

  private static final long MOST_SCRYPT_BYTES = 64L << 20;
  private static final int MOST_SCRYPT_LANES = 16;

  private KeyDerivationCost() {}

  /** Throws {@link UnusableKeyException} if opening would take too much time or memory. */
  static void check(PKCS8EncryptedPrivateKeyInfo encrypted) {
    try {
      AlgorithmIdentifier scheme = encrypted.toASN1Structure().getEncryptionAlgorithm();
      if (!PKCSObjectIdentifiers.id_PBES2.equals(scheme.getAlgorithm())) {
        iterations(PKCS12PBEParams.getInstance(scheme.getParameters()).getIterations());
        return;
      }
      KeyDerivationFunc function =
          PBES2Parameters.getInstance(scheme.getParameters()).getKeyDerivationFunc();
      if (SCRYPT.equals(function.getAlgorithm())) {
        scrypt(ASN1Sequence.getInstance(function.getParameters()));
      } else {
        iterations(PBKDF2Params.getInstance(function.getParameters()).getIterationCount());
      }
    } catch (UnusableKeyException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UnusableKeyException(PRIVATE_KEY, "is encrypted in an unknown way");
    }
  }

  private static void iterations(BigInteger count) {
    refuseIf(count.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0);
  }

  private static void scrypt(ASN1Sequence parameters) {
    long cost = number(parameters, 1);
    long block = number(parameters, 2);
    long lanes = number(parameters, 3);
    refuseIf(lanes > MOST_SCRYPT_LANES);
    refuseIf(Math.multiplyExact(Math.multiplyExact(cost, block), 128) > MOST_SCRYPT_BYTES);
  }

  private static long number(ASN1Sequence parameters, int index) {
    return ASN1Integer.getInstance(parameters.getObjectAt(index)).longValueExact();
  }

  private static void refuseIf(boolean excessive) {
    if (excessive) {
      throw new UnusableKeyException(PRIVATE_KEY, "takes too much time or memory to open");
    }
  }
}
