package io.flagpost.platform.openapi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The documented envelopes are real ones: what they say in Base64 is what they say in clear, and
 * they are signed with the example keys. Whoever changes one reads its new Base64 and signature off
 * the failure.
 */
class ExampleSignaturesTest {
  /** The reference server's own answers, which verify under that server's key only. */
  private static final Set<String> FOREIGN = Set.of("document-830", "document-831");

  private static final JsonNode DOCUMENT = OpenApiExamples.load().document();

  @TestFactory
  Stream<DynamicTest> everyEnvelopeIsTruthful() {
    return DOCUMENT.findValues("value").stream()
        .filter(value -> value.has("response"))
        .map(envelope -> DynamicTest.dynamicTest(envelope.toString(), () -> check(envelope)));
  }

  @Test
  void theDocumentedPublicKeyVerifiesThem() throws Exception {
    String pem =
        DOCUMENT
            .at("/paths/~1api~1v1~1public-key/get/responses/200/content")
            .at("/application~1x-pem-file/examples/pem-global/value")
            .asText();
    var publicKey =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(decoded(pem)));
    JsonNode jwk =
        DOCUMENT
            .at("/paths/~1.well-known~1jwks.json/get/responses/200/content")
            .at("/application~1json/examples/jwks/value/keys/0");

    assertThat(publicKey.getModulus())
        .isEqualTo(((RSAKey) key("example-global-key.pem")).getModulus())
        .isEqualTo(new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path("n").asText())));
    String thumbprinted =
        String.format(
            Locale.ROOT, "{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"%s\"}", jwk.path("n").asText());
    assertThat(jwk.path("kid").asText())
        .isEqualTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(thumbprinted.getBytes(US_ASCII))));
  }

  private static void check(JsonNode envelope) throws IOException, GeneralSecurityException {
    String base64 = envelope.path("response_base64").asText();
    assertThat(base64).isEqualTo(base64(escaped(envelope.path("response")).getBytes(US_ASCII)));
    if (FOREIGN.stream().noneMatch(name -> isReference(envelope, name))) {
      assertThat(envelope.path("signature").asText()).isEqualTo(signature(envelope));
    }
  }

  private static boolean isReference(JsonNode envelope, String name) {
    return envelope.equals(
        DOCUMENT.at(
            String.format(
                Locale.ROOT,
                "/components/responses/Saved/content/application~1json/examples/%s/value",
                name)));
  }

  /** The compact JSON text in which {@code /} is escaped; the examples are all ASCII. */
  private static String escaped(JsonNode response) {
    return response.toString().replace("/", "\\/");
  }

  private static String signature(JsonNode envelope) throws IOException, GeneralSecurityException {
    boolean product = envelope.path("private_key_used").asText().equals("product");
    // Sorted keys are what tells an envelope of the profile sdk.
    boolean sdk = envelope.fieldNames().next().equals("private_key_used");
    ObjectNode unsigned = envelope.deepCopy();
    unsigned.remove("signature");
    String signed = sdk ? unsigned.toString() : envelope.path("response_base64").asText();

    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key(product ? "example-product-key.pem" : "example-global-key.pem"));
    signature.update(signed.getBytes(UTF_8));
    return base64(signature.sign());
  }

  private static PrivateKey key(String name) throws IOException, GeneralSecurityException {
    try (var pem = ExampleSignaturesTest.class.getResourceAsStream("/openapi/" + name)) {
      String text =
          new String(pem.readAllBytes(), US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
      return KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }
  }

  private static byte[] decoded(String pem) {
    return Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
