package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that hold connections and give nothing for it. */
@Tag("fault")
class SlowClientsIT {
  private static final int SLOW = 1_000;
  private static final int MOST = 400;
  private static final String HALF_A_HEAD =
      "POST /api/v1/send-telemetry-data HTTP/1.1\r\nX-a: b\r\n";
  private static final String HALF_A_BODY =
      "POST /api/v1/send-telemetry-data HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf";

  private final List<RawConnection> slow = new ArrayList<>();
  private RunningGateway gateway;
  private GatewayKey key;
  private Scrape metrics;

  @BeforeEach
  void start() throws Exception {
    gateway =
        RunningGateway.start(
            Mode.DEMO,
            Map.of(
                "http.max-connections", Integer.toString(MOST),
                "http.request-timeout", "2s",
                "http.idle-timeout", "3s",
                "checks.deadline", "20s"));
    key = GatewayKey.of(gateway.url());
    metrics = new Scrape(gateway.adminUrl());
  }

  @AfterEach
  void stop() throws IOException {
    for (RawConnection client : slow) {
      client.close();
    }
    gateway.close();
  }

  @Test
  void whereConnectionsAreScarceAThousandOfThemKeepNobodyOut() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      slow.add(new RawConnection(gateway.httpPort()).send(HALF_A_HEAD));
      if (i % 100 == 99) {
        assertServed();
      }
    }

    until("those that were too many made room", () -> cut("limit") + cut("head") >= SLOW - MOST);
    assertThat(cut("limit")).isPositive();
    assertThat(metrics.value("flagpost_http_connections")).isLessThanOrEqualTo(MOST + 1);
    assertServed();
  }

  @Test
  void aHeadThatComesByteByByteIsCutOff() throws Exception {
    for (int i = 0; i < 100; i++) {
      slow.add(new RawConnection(gateway.httpPort()).send(HALF_A_HEAD));
    }
    assertServed();

    until(
        "all of them are cut off",
        () -> {
          for (RawConnection client : slow) {
            sayOneMoreByte(client);
          }
          return cut("head") >= 100;
        });
    assertThat(slow.get(0).isClosedByServer()).isTrue();
    assertServed();
  }

  @Test
  void aBodyThatDoesNotComeIsCutOffAndIsInHandNoMore() throws Exception {
    for (int i = 0; i < 50; i++) {
      slow.add(new RawConnection(gateway.httpPort()).send(HALF_A_BODY));
    }

    until("all of them are cut off", () -> cut("body") >= 50);
    until("nothing is in hand", () -> metrics.value("flagpost_http_admitted_requests") == 0);
    assertServed();
  }

  @Test
  void whoDoesNotReadItsAnswersIsCutOff() throws Exception {
    RawConnection deaf = new RawConnection(gateway.httpPort());
    slow.add(deaf);
    String many = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500);

    deaf.send(many);

    until("it is known", () -> metrics.value("flagpost_http_connections") > 0);
    until("it is cut off", () -> metrics.value("flagpost_http_connections") == 0);
    assertServed();
  }

  private double cut(String cause) throws IOException, InterruptedException {
    return metrics.value("flagpost_http_connections_cut_total{cause=\"" + cause + "\"}");
  }

  private static void sayOneMoreByte(RawConnection client) {
    try {
      client.send("c");
    } catch (IOException cutOff) {
      return; // which is what the test waits for
    }
  }

  private void assertServed() throws IOException {
    try (RawConnection honest = new RawConnection(gateway.httpPort())) {
      honest.send(
          String.format(
              Locale.ROOT,
              """
          POST /api/v1/send-telemetry-data HTTP/1.1\r
          Host: x\r
          Authorization: Bearer %s\r
          Content-Length: 0\r
          \r
          """,
              DemoData.API_KEY));
      assertThat(key.code(honest.receive())).isEqualTo(831);
    }
  }
}
