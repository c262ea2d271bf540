package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RunningGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, reached in both ways. */
class Http2IT {
  private static final String SEND = "/api/v1/send-telemetry-data";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final RunningGateway gateway = RunningGateway.demo();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent priorKnowledge =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));
  private GatewayKey key;

  @BeforeEach
  void fetchKey() throws Exception {
    key = GatewayKey.of(gateway.url());
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void aRequestWithoutABodyUpgradesItsConnection() throws Exception {
    HttpRequest keys =
        HttpRequest.newBuilder(gateway.url().resolve("/.well-known/jwks.json"))
            .version(HttpClient.Version.HTTP_2)
            .build();
    HttpClient client = HttpClient.newHttpClient();

    HttpResponse<byte[]> upgraded = client.send(keys, BodyHandlers.ofByteArray());

    assertThat(upgraded.statusCode()).isEqualTo(200);
    assertThat(upgraded.version()).isEqualTo(HttpClient.Version.HTTP_2);
    for (int i = 0; i < 3; i++) {
      assertThatItIsTaken(client, HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void aRequestWithABodyThatAsksForAnUpgradeIsAnsweredAsItCame() throws Exception {
    HttpClient client = HttpClient.newHttpClient();

    for (int i = 0; i < 3; i++) {
      assertThatItIsTaken(client, HttpClient.Version.HTTP_1_1);
    }
  }

  private void assertThatItIsTaken(HttpClient client, HttpClient.Version version) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.url().resolve(SEND))
            .version(HttpClient.Version.HTTP_2)
            .header("Authorization", "Bearer " + DemoData.API_KEY)
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString("data_type=text"))
            .build();

    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());

    assertThat(response.version()).isEqualTo(version);
    assertThat(key.code(new Answer(response.statusCode(), Map.of(), response.body())))
        .isEqualTo(831);
  }

  @Test
  void aClientThatKnowsSpeaksItFromTheStart() throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(post("data_type=text&nonce=" + i));
    }

    for (int i = 0; i < 50; i++) {
      Answer answer = Futures.await(answers.get(i));
      assertThat(key.verified(answer).at("/response/nonce").asText()).isEqualTo("" + i);
      assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }
  }

  @Test
  void aBodyOverTheLimitIsRefusedReadably() throws Exception {
    Answer answer = Futures.await(post("x".repeat(3 << 20)));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(key.code(answer)).isEqualTo(161);
    assertThat(key.code(Futures.await(post("data_type=text")))).isEqualTo(831);
  }

  private Future<Answer> post(String body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(gateway.httpPort())
            .setURI(SEND)
            .putHeader("Authorization", "Bearer " + DemoData.API_KEY)
            .putHeader("Content-Type", FORM);
    return priorKnowledge
        .request(options)
        .compose(request -> request.send(Buffer.buffer(body)))
        .compose(
            response -> {
              assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
              return response.body().map(bytes -> answer(response, bytes));
            });
  }

  private static Answer answer(HttpClientResponse response, Buffer body) {
    Map<String, String> headers = new HashMap<>();
    response.headers().forEach((name, value) -> headers.put(canonical(name), value));
    return new Answer(response.statusCode(), headers, body.getBytes());
  }

  private static String canonical(String name) {
    return name.equalsIgnoreCase("X-Request-Id") ? "X-Request-Id" : name;
  }
}
