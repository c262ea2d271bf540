package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.testing.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A gateway's global public key, as its clients get it, and what they do with it: nothing in here
 * is the product's code.
 */
final class GatewayKey {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PublicKey key;

  private GatewayKey(PublicKey key) {
    this.key = key;
  }

  static GatewayKey of(URI gateway) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/api/v1/public-key"))
            .header("Accept", "application/x-pem-file")
            .build();
    String pem = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return ofPem(pem);
  }

  static GatewayKey ofPem(String pem) {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    try {
      return new GatewayKey(
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(pem, e);
    }
  }

  /** The envelope of an answer that this key signed; any other fails the test. */
  JsonNode verified(Answer answer) throws IOException {
    JsonNode envelope = JSON.readTree(answer.body());
    assertThat(envelope.path("signature").isTextual()).as("%s", answer).isTrue();
    byte[] signed = envelope.get("response_base64").asText().getBytes(US_ASCII);
    byte[] signature = Base64.getDecoder().decode(envelope.get("signature").asText());
    assertThat(isSignature(signature, signed)).as("%s", answer).isTrue();
    assertThat(JSON.readTree(Base64.getDecoder().decode(signed)))
        .isEqualTo(envelope.get("response"));
    return envelope;
  }

  /** The code in an answer that this key signed. */
  int code(Answer answer) throws IOException {
    return verified(answer).get("response").get("code").asInt();
  }

  private boolean isSignature(byte[] signature, byte[] signed) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
