package io.flagpost.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.platform.openapi.OpenApiExamples;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocsRoutesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final DocsRoutes ROUTES = DocsRoutes.load();

  private static Vertx vertx;
  private static URI origin;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    ROUTES.endpoints().forEach(docs -> router.route(docs.paths().get(0)).handler(docs.handler()));
    HttpServer server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    origin = URI.create("http://127.0.0.1:" + server.actualPort());
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @Test
  void theOpenApiFileIsServedAsJson() throws Exception {
    HttpResponse<byte[]> answer = get("/openapi.json");

    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(new JsonMapper().readTree(answer.body()))
        .isEqualTo(OpenApiExamples.load().document());
  }

  @Test
  void onlyWhatThePageNeedsIsServed() throws Exception {
    assertThat(ROUTES.endpoints().stream().flatMap(docs -> docs.paths().stream()))
        .containsExactlyInAnyOrderElementsOf(
            Set.of(
                "/openapi.json",
                "/docs",
                "/docs/docs.js",
                "/docs/docs.css",
                "/docs/swagger-ui-bundle.js",
                "/docs/swagger-ui.css",
                "/docs/favicon-32x32.png"));
    assertThat(get("/docs/swagger-ui.js").statusCode()).isEqualTo(404);
    assertThat(get("/docs/../openapi/public.yaml").statusCode()).isEqualTo(404);
  }

  @Test
  void aTrailingSlashIsIgnored() throws Exception {
    assertThat(get("/docs/").body()).isEqualTo(get("/docs").body()).isNotEmpty();
  }

  @Test
  void thePageMayLoadNothingFromElsewhere() throws Exception {
    assertThat(get("/docs").headers().firstValue("content-security-policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
                    .doesNotContain("unsafe"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/swagger-ui-bundle.js", "/openapi.json"})
  void aClientThatHasTheContentIsToldSo(String path) throws Exception {
    String tag = get(path).headers().firstValue("etag").orElseThrow();

    HttpResponse<byte[]> again = send(request(path).header("If-None-Match", "\"other\", " + tag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("etag")).hasValue(tag);
  }

  @Test
  void contentIsCompressedForThoseWhoAcceptIt() throws Exception {
    HttpResponse<byte[]> compressed =
        send(request("/docs/swagger-ui.css").header("Accept-Encoding", "br, gzip;q=0.5"));
    HttpResponse<byte[]> plain = get("/docs/swagger-ui.css");

    assertThat(compressed.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(compressed.headers().firstValue("etag"))
        .isNotEqualTo(plain.headers().firstValue("etag"));
    assertThat(unzip(compressed.body())).isEqualTo(plain.body());
    assertThat(
            send(request("/docs/swagger-ui.css").header("Accept-Encoding", "gzip;q=0"))
                .headers()
                .firstValue("content-encoding"))
        .isEmpty();
  }

  @Test
  void headTellsTheLengthWithoutTheContent() throws Exception {
    HttpResponse<byte[]> answer =
        send(request("/openapi.json").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("content-length"))
        .hasValue(get("/openapi.json").body().length);
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    return send(request(path));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static byte[] unzip(byte[] compressed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }
}
