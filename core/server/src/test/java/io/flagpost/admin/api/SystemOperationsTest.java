package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.ops.Health;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.testing.Futures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemOperationsTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health();

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void aNodeIsReadyWhileItAccepts() throws Exception {
    URI url = start(MetricsAccess.OPEN);

    assertThat(get(url, "/health/ready", "").statusCode()).isEqualTo(503);
    health.accept();
    HttpResponse<String> ready = get(url, "/health/ready", "");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("{\"status\":\"accepting\"}");
    assertThat(get(url, "/health/live", "").body()).isEqualTo("{\"status\":\"alive\"}");
  }

  @Test
  void metricsAreForWhomTheSettingSays() throws Exception {
    URI open = start(MetricsAccess.OPEN);
    URI token = start(MetricsAccess.TOKEN);
    URI off = start(MetricsAccess.OFF);

    HttpResponse<String> metrics = get(open, "/metrics", "");
    assertThat(metrics.body()).isEqualTo("flags 1\n");
    assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(get(token, "/metrics", "").statusCode()).isEqualTo(401);
    assertThat(get(token, "/metrics", "Bearer bad").statusCode()).isEqualTo(401);
    assertThat(get(token, "/metrics", "Bearer good").statusCode()).isEqualTo(200);
    assertThat(get(off, "/metrics", "Bearer good").statusCode()).isEqualTo(404);
  }

  @Test
  void theDescriptionIsServed() throws Exception {
    HttpResponse<String> answer = get(start(MetricsAccess.OFF), "/openapi.json", "");

    assertThat(new JsonMapper().readTree(answer.body()))
        .isEqualTo(TestContract.of(TestContract.head(), TestContract.system()).json());
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
  }

  @Test
  void thePageIsServedWithWhatItLoads() throws Exception {
    URI url = start(MetricsAccess.OFF);
    HttpResponse<String> page = get(url, "/docs", "");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).contains("script-src 'self'"));
    for (String file : List.of("docs.js", "docs.css", "swagger-ui-bundle.js", "swagger-ui.css")) {
      assertThat(get(url, "/docs/" + file, "").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> other = get(url, "/docs/index.html", "");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(other.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void aClientThatHasTheContentIsToldSo() throws Exception {
    URI url = start(MetricsAccess.OFF);
    String tag = get(url, "/docs", "").headers().firstValue("ETag").orElseThrow();

    HttpRequest again =
        HttpRequest.newBuilder(url.resolve("/docs")).header("If-None-Match", tag).build();
    assertThat(http.send(again, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
  }

  private URI start(MetricsAccess access) {
    AdminContract contract = TestContract.of(TestContract.head(), TestContract.system());
    Authenticator authenticator =
        token ->
            token.equals("good")
                ? Future.succeededFuture(
                    new Actor(Actor.Kind.TOKEN, "reader", 1L, "t", Role.ANALYST, Scope.UNLIMITED))
                : Future.failedFuture(new ProblemException(Problem.unauthorized("unknown")));
    SystemOperations system =
        new SystemOperations(
            contract,
            health,
            access,
            () -> Future.succeededFuture("flags 1\n"),
            "text/plain",
            authenticator);
    AdminListener listener =
        new AdminListener(
            TestSettings.any(),
            new AdminApi(contract, List.of(system.operations())),
            authenticator,
            new ClientAddress(IpNetworks.of(List.of())),
            new SimpleMeterRegistry(),
            new AccessWatch(
                (refusal, operation, address, requestId) -> {},
                (read, request) -> Future.succeededFuture()),
            UnaryOperator.identity());
    Futures.await(vertx.deployVerticle(listener.verticle(vertx)));
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  private HttpResponse<String> get(URI url, String path, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
