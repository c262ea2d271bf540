package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.config.Mode;
import io.flagpost.testing.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which web pages may call the gateway from a browser. */
class CorsIT {
  private static final String SHOP = "https://shop.example";

  @Test
  void noPageMayUnlessConfigured() {
    Client client = Client.demo();

    HttpResponse<byte[]> preflight = preflight(client, SHOP);
    Answer answer = client.ask(client.form(Fields.document()).header("Origin", SHOP));

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.code()).isEqualTo(830);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void theConfiguredPagesMayAndOthersAreServedWithoutIt() {
    try (RunningGateway gateway =
        RunningGateway.start(Mode.DEMO, Map.of("http.cors.origins", SHOP))) {
      Client client = Client.of(gateway);

      HttpResponse<byte[]> preflight = preflight(client, SHOP);
      Answer ours = client.ask(client.form(Fields.document()).header("Origin", SHOP));
      Answer foreign =
          client.ask(client.form(Fields.document()).header("Origin", "https://evil.example"));

      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains(SHOP);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
          .contains("POST");
      assertThat(ours.code()).isEqualTo(830);
      assertThat(ours.header("Access-Control-Allow-Origin")).isEqualTo(SHOP);
      assertThat(foreign.code()).isEqualTo(830);
      assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  private static HttpResponse<byte[]> preflight(Client client, String origin) {
    return client.exchange(
        client
            .to(Client.SEND)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type")
            .method("OPTIONS", BodyPublishers.noBody()));
  }
}
