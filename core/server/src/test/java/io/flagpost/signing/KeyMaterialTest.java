package io.flagpost.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyMaterialTest {
  @Test
  void aGeneratedKeysIdCanBeGivenOnACommandLine() throws GeneralSecurityException {
    KeyPair wanted = TestKeys.pair(2048);
    while (id(wanted).startsWith("-")) {
      wanted = TestKeys.pair(2048);
    }

    KeyMaterial made = KeyMaterial.generate(List.of(withDashedId(wanted), wanted).iterator()::next);

    assertThat(made.keyId()).isEqualTo(id(wanted));
  }

  /** The same pair under the first public exponent whose thumbprint begins with a dash. */
  private static KeyPair withDashedId(KeyPair pair) throws GeneralSecurityException {
    KeyFactory rsa = KeyFactory.getInstance("RSA");
    BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
    KeyPair found = pair;
    for (long exponent = 3; !id(found).startsWith("-"); exponent += 2) {
      RSAPublicKeySpec spec = new RSAPublicKeySpec(modulus, BigInteger.valueOf(exponent));
      found = new KeyPair(rsa.generatePublic(spec), pair.getPrivate());
    }
    return found;
  }

  private static String id(KeyPair pair) {
    return PublishedKey.thumbprint((RSAPublicKey) pair.getPublic());
  }
}
