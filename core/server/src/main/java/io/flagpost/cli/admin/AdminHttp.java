package io.flagpost.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP with one gateway's admin listener. Blocking. */
final class AdminHttp {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final String url;
  private final HttpClient http;

  /**
   * @param url the gateway, checked by {@link GatewayUrl}
   * @param trust the trusted authorities; null for the usual ones
   */
  AdminHttp(String url, @Nullable SSLContext trust) {
    this.url = url;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(
                url.startsWith("https:") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    this.http = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  String url() {
    return url;
  }

  /**
   * Sends a request and waits for the complete answer.
   *
   * @param token the bearer token; null if none is needed
   */
  Answer send(Call call, @Nullable String token) throws InterruptedException {
    return send(call, token, ANSWER_LIMIT);
  }

  /** The same, with another time limit. */
  Answer send(Call call, @Nullable String token, Duration limit) throws InterruptedException {
    return answer(
        send(request(call, token, limit, "application/json"), BodyHandlers.ofByteArray()));
  }

  /** A request to be sent with {@link #send(HttpRequest, BodyHandler)}. */
  HttpRequest request(Call call, @Nullable String token, Duration limit, String accept) {
    JsonNode body = call.body();
    HttpRequest.Builder request = start(call, token, limit).header("Accept", accept);
    if (body == null) {
      return request.method(call.method(), BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(call.method(), BodyPublishers.ofString(body.toString()))
        .build();
  }

  /** A request builder without method and body. */
  HttpRequest.Builder start(Call call, @Nullable String token, Duration limit) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + call.target()))
            .timeout(limit)
            .header("User-Agent", "flagpost-cli");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    call.headers().forEach(request::header);
    return request;
  }

  <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws InterruptedException {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Sends a request without waiting. */
  CompletableFuture<HttpResponse<byte[]>> begin(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofByteArray());
  }

  Answer answer(HttpResponse<byte[]> response) {
    return answer(response, response.body());
  }

  /** The same, for a body that has been read already. */
  Answer answer(HttpResponse<?> response, byte[] body) {
    return new Answer(
        response.statusCode(),
        parse(body, response.statusCode()),
        response.headers().firstValue("Retry-After"));
  }

  CommandFailure unreachable(IOException failure) {
    return new CommandFailure(ExitCodes.UNAVAILABLE, Unreachable.reason(url, failure));
  }

  private static JsonNode parse(byte[] body, int status) {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      if (status >= 300) {
        return MissingNode.getInstance();
      }
      throw new CommandFailure(
          ExitCodes.FAILED, "the answer is not JSON: is this a Flagpost admin listener?");
    }
  }
}
