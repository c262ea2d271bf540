package io.flagpost.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import io.flagpost.testing.HeadlessBrowser;
import io.flagpost.testing.NeedsBrowser;
import io.flagpost.testing.RunningGateway;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A reader of the documentation page sends a record with it, to the gateway that serves it. */
@NeedsBrowser
class TryItOutIT {
  private final URI origin = RunningGateway.demo().url();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @Test
  void executingTheSendOperationShowsCode830() throws Exception {
    try (HeadlessBrowser browser = HeadlessBrowser.launch()) {
      Page page = browser.newPage();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
              complaints.add(message.text());
            }
          });
      page.onPageError(complaints::add);
      page.navigate(origin + "/docs");
      Locator operation = page.locator("[id$='-sendTelemetry']");
      operation.locator(".opblock-summary-control").click();

      Response answer =
          page.waitForResponse(
              origin + Client.SEND, () -> operation.locator("button.execute").click());

      Locator shown = operation.locator(".live-responses-table .response");
      assertThat(shown.locator(".response-col_status")).containsText("200");
      assertThat(shown.locator(".response-col_description")).containsText("\"code\": 830");
      JsonNode envelope = new JsonMapper().readTree(answer.body());
      assertThat(envelope.at("/response/errors").toString()).isEqualTo("[]");
      assertThat(complaints).isEmpty();
    }
  }
}
