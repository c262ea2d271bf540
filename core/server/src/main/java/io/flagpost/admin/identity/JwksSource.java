package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Fetches an issuer's key set over https, or over http from this machine only: at most one
 * megabyte, within ten seconds, without following redirects. Any thread.
 */
final class JwksSource {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MOST_BYTES = 1 << 20;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int TIMEOUT_SECONDS = 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client;
  private final OidcSettings settings;

  JwksSource(Vertx vertx, OidcSettings settings) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(2 * TIMEOUT_SECONDS));
    this.settings = settings;
  }

  /** Fetches the current key set. Fails if it cannot be fetched. */
  Future<JsonNode> fetch() {
    URI given = settings.jwksUrl();
    return given == null ? discover().compose(this::get) : get(given);
  }

  /** Whether keys may be fetched from this URL. */
  static boolean isSafe(URI url) {
    String host = url.getHost();
    return host != null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && LOOPBACK.contains(host)));
  }

  private Future<URI> discover() {
    String issuer = settings.issuer();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return get(URI.create(base + "/.well-known/openid-configuration"))
        .map(
            document -> {
              if (!document.path("issuer").asText().equals(issuer)) {
                throw new IllegalStateException("its discovery document is another issuer's");
              }
              return URI.create(document.path("jwks_uri").asText());
            });
  }

  private Future<JsonNode> get(URI url) {
    if (!isSafe(url)) {
      return Future.failedFuture(new IllegalStateException(url + " is no https URL"));
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url.toString())
            .setFollowRedirects(false)
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    return client
        .request(options)
        .compose(
            request ->
                request
                    .send()
                    .compose(response -> body(request, response))
                    .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .onFailure(late -> request.reset()))
        .map(JwksSource::parse);
  }

  private static Future<Buffer> body(HttpClientRequest request, HttpClientResponse response) {
    Promise<Buffer> read = Promise.promise();
    response.exceptionHandler(read::tryFail);
    if (response.statusCode() != 200) {
      return Future.failedFuture(
          new IllegalStateException("it answers with status " + response.statusCode()));
    }
    Buffer content = Buffer.buffer();
    response.handler(
        part -> {
          if (content.length() + part.length() > MOST_BYTES) {
            read.tryFail(new IllegalStateException("its answer is too long"));
            request.reset();
          } else {
            content.appendBuffer(part);
          }
        });
    response.endHandler(end -> read.tryComplete(content));
    return read.future();
  }

  private static JsonNode parse(Buffer body) {
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw new IllegalStateException("its answer is no JSON", e);
    }
  }
}
