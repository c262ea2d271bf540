package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.RunningGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** What a supervisor asks the admin listener. */
class HealthIT {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aStartedNodeIsReady() throws Exception {
    HttpResponse<String> answer = ask("/health/ready");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"accepting\"}");
  }

  private HttpResponse<String> ask(String path) throws Exception {
    var request = HttpRequest.newBuilder(RunningGateway.demo().adminUrl().resolve(path)).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
