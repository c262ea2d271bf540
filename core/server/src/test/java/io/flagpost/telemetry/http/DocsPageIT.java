package io.flagpost.telemetry.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import io.flagpost.platform.openapi.OpenApiExamples;
import io.flagpost.testing.HeadlessBrowser;
import io.flagpost.testing.NeedsBrowser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The documentation page, looked at with a real browser. */
@NeedsBrowser
class DocsPageIT {
  private static Vertx vertx;
  private static String origin;
  private static HeadlessBrowser browser;

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requested = new CopyOnWriteArrayList<>();
  private Page page;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    DocsRoutes.load()
        .endpoints()
        .forEach(docs -> router.route(docs.paths().get(0)).handler(docs.handler()));
    HttpServer server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    origin = "http://127.0.0.1:" + server.actualPort();
    browser = HeadlessBrowser.launch();
  }

  @AfterAll
  static void stop() {
    browser.close();
    vertx.close().await();
  }

  @BeforeEach
  void openPage() {
    page = browser.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(request -> requested.add(request.url()));
    page.navigate(origin + "/docs");
    assertThat(operation("getOpenApi")).isVisible();
  }

  @AfterEach
  void closePage() {
    page.close();
  }

  @Test
  void thePageShowsEveryOperationWithoutAComplaint() {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target", "docs-page.png")).setFullPage(true));

    assertThat(page.locator(".opblock-summary-path").allInnerTexts())
        .map(text -> text.replace("\u200b", ""))
        .containsExactlyInAnyOrder(
            "/api/v1/send-telemetry-data",
            "/api/v1/send-telemetry",
            "/v1/send-telemetry-data",
            "/v1/send-telemetry",
            "/api/v1/get-telemetry-data",
            "/api/v1/get-telemetry",
            "/v1/get-telemetry-data",
            "/v1/get-telemetry",
            "/api/v1/public-key",
            "/.well-known/jwks.json",
            "/openapi.json",
            "/docs");
    assertThat(complaints).isEmpty();
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    assertThat(requested)
        .contains(origin + "/docs/swagger-ui-bundle.js", origin + "/openapi.json")
        .allMatch(url -> url.startsWith(origin + "/") || url.startsWith("data:"));
  }

  @Test
  void tryingAnOperationShowsItsAnswer() {
    Locator operation = operation("getOpenApi");
    operation.locator(".opblock-summary-control").click();

    Response answer =
        page.waitForResponse(
            origin + "/openapi.json", () -> operation.locator("button.execute").click());

    assertThat(answer.status()).isEqualTo(200);
    Locator shown = operation.locator(".live-responses-table .response");
    assertThat(shown.locator(".response-col_status")).containsText("200");
    assertThat(shown.locator(".response-col_description")).containsText("\"openapi\"");
    operation.screenshot(
        new Locator.ScreenshotOptions().setPath(Path.of("target", "docs-answer.png")));
    assertThat(complaints).isEmpty();
  }

  @Test
  void executingAnExampleSendsItAsDocumented() throws IOException {
    Locator operation = operation("sendTelemetry");
    operation.locator(".opblock-summary-control").click();

    Request sent =
        page.waitForRequest(
            origin + "/api/v1/send-telemetry-data",
            () -> operation.locator("button.execute").click());

    assertThat(sent.headers()).containsEntry("content-type", "application/json");
    assertThat(new JsonMapper().readTree(sent.postData()))
        .isEqualTo(
            OpenApiExamples.load()
                .document()
                .at("/components/requestBodies/Telemetry/content/application~1json/examples")
                .at("/json/value"));
  }

  private Locator operation(String id) {
    return page.locator("[id$='-" + id + "']");
  }
}
