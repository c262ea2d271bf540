package io.flagpost.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.bench.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * Verifies answers as a client does: with the JDK's RSA over the characters of {@code
 * response_base64}, and the published key. Shares no code with the gateway.
 */
final class SignatureCheck {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PublicKey key;
  private long verified;

  private SignatureCheck(PublicKey key) {
    this.key = key;
  }

  /** For the answers of the gateway at this port, from which it fetches the key. */
  static SignatureCheck of(int port) {
    URI address = URI.create("http://127.0.0.1:" + port + "/api/v1/public-key");
    try {
      String pem =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
              .body();
      byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
      return new SignatureCheck(
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reports every answer that does not verify, or whose two responses differ. */
  void check(String measurement, List<String> answers, Report report) {
    for (String answer : answers) {
      if (holds(answer)) {
        verified++;
      } else {
        report.broken(measurement + ": this answer does not verify: " + answer);
      }
    }
  }

  /** The number of valid answers. */
  long verified() {
    return verified;
  }

  private boolean holds(String answer) {
    try {
      JsonNode envelope = JSON.readTree(answer);
      String signed = envelope.path("response_base64").asText();
      Signature verifier = Signature.getInstance("SHA256withRSA", "SunRsaSign");
      verifier.initVerify(key);
      verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(Base64.getDecoder().decode(envelope.path("signature").asText()))
          && JSON.readTree(Base64.getDecoder().decode(signed)).equals(envelope.path("response"));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
