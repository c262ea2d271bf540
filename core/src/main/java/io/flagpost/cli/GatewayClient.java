package io.flagpost.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A gateway's public API, as {@code send} uses it. Blocking. */
final class GatewayClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** An answer of the gateway: its HTTP status and its body. */
  record Answer(int status, String body) {}

  /** Throws {@code IllegalArgumentException} if it is no HTTP address. */
  GatewayClient(String url) {
    this.url = url.replaceAll("/+$", "");
    HttpRequest.newBuilder(URI.create(this.url));
  }

  Answer send(BodyFormat.Body body, String apiKey) throws IOException, InterruptedException {
    return ask(
        HttpRequest.newBuilder(URI.create(url + "/api/v1/send-telemetry-data"))
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", body.contentType())
            .POST(HttpRequest.BodyPublishers.ofString(body.text())));
  }

  /** Fetches a public key in PEM: a product's, or the global one. */
  String publicKey(@Nullable String productId) throws IOException, InterruptedException {
    String query =
        productId == null
            ? ""
            : "?product_id=" + URLEncoder.encode(productId, StandardCharsets.UTF_8);
    Answer answer =
        ask(HttpRequest.newBuilder(URI.create(url + "/api/v1/public-key" + query)).GET());
    if (answer.status() != 200) {
      throw new IOException("The gateway gives no public key (HTTP " + answer.status() + ")");
    }
    return answer.body();
  }

  private Answer ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    try {
      var response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (ConnectException e) {
      throw new IOException("No gateway answers at " + url, e);
    }
  }
}
