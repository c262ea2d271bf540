package io.flagpost.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.cli.console.Unreachable;
import io.flagpost.signing.PublicKeys;
import io.flagpost.signing.PublishedKey;
import io.flagpost.wire.SigningAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A gateway's public API, as {@code send} uses it. Blocking. */
final class GatewayClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final String url;
  private final HttpClient http;

  /**
   * An answer of the gateway.
   *
   * @param status the HTTP status
   * @param body the whole body
   * @param keyId the id of the signing key that it names
   */
  record Answer(int status, String body, Optional<String> keyId) {}

  /**
   * A public key of the gateway.
   *
   * @param algorithm the algorithm that it is used with
   * @param publicKey the key itself
   */
  record Key(SigningAlgorithm algorithm, RSAPublicKey publicKey) {
    String id() {
      return PublishedKey.thumbprint(publicKey);
    }
  }

  /**
   * Throws {@code IllegalArgumentException} if it is not an HTTP URL.
   *
   * @param trust the trusted authorities; null for the usual ones
   */
  GatewayClient(String url, @Nullable SSLContext trust) {
    this.url = url.replaceAll("/+$", "");
    HttpRequest.newBuilder(URI.create(this.url));
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
    this.http = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  Answer send(RequestFormat.Body body, String apiKey) throws IOException, InterruptedException {
    HttpResponse<String> response =
        ask(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/send-telemetry-data"))
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", body.contentType())
                .POST(HttpRequest.BodyPublishers.ofString(body.text())));
    return new Answer(
        response.statusCode(), response.body(), response.headers().firstValue("Flagpost-Key-Id"));
  }

  /** Fetches the key that signs now: a product's, or the global one. */
  Key publicKey(@Nullable String productId) throws IOException, InterruptedException {
    String query =
        productId == null
            ? ""
            : "?product_id=" + URLEncoder.encode(productId, StandardCharsets.UTF_8);
    HttpResponse<String> response =
        ask(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/public-key" + query))
                .header("Accept", "application/json"));
    if (response.statusCode() != 200) {
      throw new IOException(
          "The gateway at " + url + " gives no public key: HTTP " + response.statusCode());
    }
    JsonNode key = new ObjectMapper().readTree(response.body());
    try {
      return new Key(
          SigningAlgorithm.valueOf(key.path("algorithm").asText()),
          PublicKeys.parse(key.path("pem").asText()));
    } catch (IllegalArgumentException e) {
      throw new IOException("The gateway's public key is of no use: " + e.getMessage(), e);
    }
  }

  private HttpResponse<String> ask(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try {
      return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      String reason = Unreachable.reason(url, e);
      throw new IOException(Character.toUpperCase(reason.charAt(0)) + reason.substring(1), e);
    }
  }
}
