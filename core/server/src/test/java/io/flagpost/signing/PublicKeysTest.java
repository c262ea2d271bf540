package io.flagpost.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PublicKeysTest {
  private static final PublishedKey KEY = TestKeys.PRODUCT_3.published();

  @Test
  void aPemFileOfOpenSslComesBackToTheLetter() throws IOException {
    String pem;
    try (InputStream in =
        Objects.requireNonNull(
            PublicKeysTest.class.getResourceAsStream("/vectors/reference-global-public.pem"))) {
      pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    assertThat(PublicKeys.pem(PublicKeys.parse(pem))).isEqualToNormalizingNewlines(pem);
  }

  @Test
  void theJsonFormNamesTheKey() {
    ObjectNode json = PublicKeys.json(KEY);

    assertThat(json.properties().stream().map(e -> e.getKey()))
        .containsExactly("kid", "algorithm", "pem", "not_before");
    assertThat(json.path("kid").asText()).isEqualTo(KEY.keyId());
    assertThat(json.path("algorithm").asText()).isEqualTo("RS512");
    assertThat(json.path("not_before").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(PublicKeys.parse(json.path("pem").asText())).isEqualTo(KEY.publicKey());
  }

  @Test
  void theKeySetHoldsEveryPublishedKeyAndNoPrivateMember() throws IOException {
    JsonNode keys =
        new ObjectMapper()
            .readTree(PublicKeys.keySet(TestKeys.ring(), TestKeys.START).body())
            .path("keys");

    assertThat(keys).hasSize(3);
    JsonNode third = keys.path(2);
    assertThat(third.properties().stream().map(e -> e.getKey()))
        .containsExactly("kty", "n", "e", "alg", "use", "kid");
    byte[] modulus = Base64.getUrlDecoder().decode(third.path("n").asText());
    assertThat(new BigInteger(1, modulus)).isEqualTo(KEY.publicKey().getModulus());
    assertThat(modulus).hasSize(256);
    assertThat(third.path("n").asText()).doesNotContain("=");
    assertThat(third.path("e").asText()).isEqualTo("AQAB");
    assertThat(third.path("alg").asText()).isEqualTo("RS512");
    assertThat(third.path("use").asText()).isEqualTo("sig");
    assertThat(third.path("kid").asText()).isEqualTo(KEY.keyId());
  }

  @Test
  void theEntityTagChangesWithTheKeysOnly() {
    String all = PublicKeys.keySet(TestKeys.ring(), TestKeys.START).etag();

    assertThat(PublicKeys.keySet(TestKeys.ring(), TestKeys.START).etag())
        .isEqualTo(all)
        .matches("\"[\\w-]{22}\"");
    assertThat(
            PublicKeys.keySet(KeyRing.at(TestKeys.START, List.of(TestKeys.GLOBAL)), TestKeys.START)
                .etag())
        .isNotEqualTo(all);
  }

  @Test
  void whatIsNoUsablePublicKeySaysWhy() throws Exception {
    KeyPairGenerator elliptic = KeyPairGenerator.getInstance("EC");
    elliptic.initialize(256);

    assertThatThrownBy(() -> PublicKeys.parse("no key")).hasMessageContaining("no PEM block");
    assertThatThrownBy(() -> PublicKeys.parse(block("PUBLIC KEY", new byte[] {1, 2, 3})))
        .hasMessageContaining("damaged");
    assertThatThrownBy(
            () ->
                PublicKeys.parse(
                    block("PRIVATE KEY", TestKeys.pair(2048).getPrivate().getEncoded())))
        .hasMessageContaining("no public key");
    assertThatThrownBy(
            () ->
                PublicKeys.parse(
                    block("PUBLIC KEY", elliptic.generateKeyPair().getPublic().getEncoded())))
        .hasMessageContaining("only RSA");
    assertThatThrownBy(
            () -> PublicKeys.parse(PublicKeys.pem((RSAPublicKey) TestKeys.pair(1024).getPublic())))
        .hasMessageContaining("too short");
  }

  private static String block(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
