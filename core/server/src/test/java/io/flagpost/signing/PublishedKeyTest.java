package io.flagpost.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.wire.SigningAlgorithm;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class PublishedKeyTest {

  @Test
  void theKeyIdIsTheThumbprintOfRfc7638() throws Exception {
    // The example of RFC 7638, section 3.1.
    byte[] modulus =
        Base64.getUrlDecoder()
            .decode(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
                    + "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5"
                    + "v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbIS"
                    + "D08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
                    + "kEgU8awapJzKnqDKgw");
    RSAPublicKey key =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(
                    new RSAPublicKeySpec(new BigInteger(1, modulus), BigInteger.valueOf(65537)));

    assertThat(PublishedKey.thumbprint(key))
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void aKeyOfLessThan2048BitsIsRefused() {
    RSAPublicKey weak = (RSAPublicKey) TestKeys.pair(1024).getPublic();

    assertThatThrownBy(() -> new PublishedKey(null, SigningAlgorithm.RS256, weak, TestKeys.START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024 bits");
  }
}
