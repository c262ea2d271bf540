package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.evidence.Evidence;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/**
 * A client of a gateway that believes no answer that it has not verified. Blocking, for any thread.
 */
final class Client {
  static final String SEND = "/api/v1/send-telemetry-data";
  static final String READ = "/api/v1/get-telemetry-data";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI origin;
  private final Envelopes envelopes;

  private Client(URI origin, Version version) {
    this.origin = origin;
    this.http = HttpClient.newBuilder().version(version).connectTimeout(PATIENCE).build();
    ClientKey global = ClientKey.ofPem(text("/api/v1/public-key"));
    this.envelopes =
        new Envelopes(global, () -> ClientKey.ofPem(text("/api/v1/public-key?product_id=2")));
  }

  /** The client of the demo that all tests share. */
  static Client demo() {
    return Shared.CLIENT;
  }

  static Client of(RunningGateway gateway) {
    return of(gateway.url());
  }

  static Client of(URI gateway) {
    return new Client(gateway, Version.HTTP_1_1);
  }

  /** One that asks for HTTP/2, without TLS. */
  static Client overHttp2(RunningGateway gateway) {
    return new Client(gateway.url(), Version.HTTP_2);
  }

  Envelopes envelopes() {
    return envelopes;
  }

  HttpRequest.Builder to(String target) {
    return HttpRequest.newBuilder(URI.create(origin + target)).timeout(PATIENCE);
  }

  /** A form to send to the documented path. */
  HttpRequest.Builder form(Fields fields) {
    return post(FORM, fields.form());
  }

  HttpRequest.Builder json(String json) {
    return post("application/json", json);
  }

  HttpRequest.Builder post(String contentType, String body) {
    return post(contentType, body.getBytes(UTF_8));
  }

  HttpRequest.Builder post(String contentType, byte[] body) {
    return to(SEND).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
  }

  /** Sends a record as a form; the answer is verified under profile {@code document}. */
  Answer send(Fields fields) {
    return ask(form(fields));
  }

  /** Asks for something in an envelope, which is verified under profile {@code document}. */
  Answer ask(HttpRequest.Builder request) {
    Answer answer = Answer.of(exchange(request));
    envelopes.verifyDocument(answer);
    return answer;
  }

  /** Asks for something in an envelope, which is verified under profile {@code sdk}. */
  Answer askAsSdk(HttpRequest.Builder request) {
    Answer answer = Answer.of(exchange(request));
    envelopes.verifySdk(answer);
    return answer;
  }

  /** Asks for anything; nothing is verified. */
  HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
    try {
      return Evidence.of(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads with the demo's API key and filters such as {@code "data_type", "text"}. */
  Answer read(String... filters) {
    return readAs(Fields.API_KEY, filters);
  }

  Answer readAs(String apiKey, String... filters) {
    return ask(reading(apiKey, filters));
  }

  HttpRequest.Builder reading(String apiKey, String... filters) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < filters.length; i += 2) {
      query
          .append(i == 0 ? '?' : '&')
          .append(filters[i])
          .append('=')
          .append(URLEncoder.encode(filters[i + 1], UTF_8));
    }
    return to(READ + query).header("Authorization", "Bearer " + apiKey);
  }

  /** The only record of a user. */
  JsonNode recordOf(String user) {
    return recordsOf(Fields.API_KEY, user, 1).get(0);
  }

  /**
   * The records of a user, as an API key sees them. A record shows once no earlier one can still
   * come, which may be a moment after its own answer.
   */
  List<JsonNode> recordsOf(String apiKey, String user, int expected) {
    await(() -> readAs(apiKey, "user_identifier", user).records().size() >= expected);
    List<JsonNode> found = readAs(apiKey, "user_identifier", user).records();
    assertThat(found).hasSize(expected);
    return found;
  }

  /** Asks again and again until it is so; the asking takes its time. */
  static void await(BooleanSupplier question) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!question.getAsBoolean()) {
      assertThat(System.nanoTime()).describedAs("out of patience").isLessThan(end);
    }
  }

  static List<String> flagsOf(JsonNode record) {
    return StreamSupport.stream(record.path("red_flags").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private String text(String target) {
    return new String(exchange(to(target)).body(), UTF_8);
  }

  private static final class Shared {
    static final Client CLIENT = of(RunningGateway.demo());
  }
}
