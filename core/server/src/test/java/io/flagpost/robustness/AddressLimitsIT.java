package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One address that wants too much, beside others and a proxy that speaks for many. */
class AddressLimitsIT {
  private static final int REFUSALS = 3;
  private static final String CROWD = "127.0.0.2";
  private static final String OTHER = "127.0.0.3";
  private static final String PROXY = "127.0.0.1";
  private static final String OPEN = "flagpost_http_connections";
  private static final String CUT = "flagpost_http_connections_cut_total{cause=\"address\"}";

  @Test
  void anAddressThatAsksTooOftenIsToldWhenToComeBackAndOthersAreServed() throws Exception {
    try (RunningGateway gateway = start("http.rate-limit.per-address", "1");
        RawConnection crowd = RawConnection.from(CROWD, gateway.httpPort());
        RawConnection other = RawConnection.from(OTHER, gateway.httpPort());
        RawConnection proxy = RawConnection.from(PROXY, gateway.httpPort())) {
      GatewayKey key = GatewayKey.of(gateway.url());

      for (Answer answer : askUntilRefused(crowd)) {
        assertToldWhenToComeBack(key, answer);
      }
      assertRefusalsAreCounted(new Scrape(gateway.adminUrl()));

      assertThat(key.code(send(other, ""))).isEqualTo(831);
      assertThat(key.code(send(proxy, "X-Forwarded-For: 192.0.2.1\r\n"))).isEqualTo(831);
      assertThat(key.code(send(proxy, "X-Forwarded-For: 192.0.2.2\r\n"))).isEqualTo(831);
      until("it is served again", () -> key.code(send(crowd, "")) == 831);
    }
  }

  private static List<Answer> askUntilRefused(RawConnection client) throws Exception {
    List<Answer> refused = new ArrayList<>();
    until(
        "it asks too often",
        () -> {
          Answer answer = send(client, "");
          if (answer.status() != 200) {
            refused.add(answer);
          }
          return refused.size() == REFUSALS;
        });
    return refused;
  }

  private static void assertToldWhenToComeBack(GatewayKey key, Answer answer) throws IOException {
    JsonNode envelope = key.verified(answer);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(envelope.at("/response/code").asInt()).isEqualTo(160);
    assertThat(envelope.at("/response/message").asText()).isEqualTo("Too many requests");
    assertThat(envelope.get("retry_after").asInt()).isEqualTo(1);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
  }

  private static void assertRefusalsAreCounted(Scrape metrics) throws Exception {
    assertThat(metrics.value("flagpost_http_refused_total{cause=\"address_rate\"}"))
        .isEqualTo(REFUSALS);
    assertThat(metrics.value("flagpost_http_refused_total{cause=\"key_rate\"}")).isZero();
    assertThat(metrics.value("flagpost_http_envelopes_total{code=\"160\"}")).isEqualTo(REFUSALS);
    assertThat(metrics.value("flagpost_http_requests_seconds_count{kind=\"send\",status=\"429\"}"))
        .isEqualTo(REFUSALS);
  }

  @Test
  void ofTheConnectionsFromOneAddressThoseThatAreTooManyAreClosed() throws Exception {
    List<RawConnection> crowd = new ArrayList<>();
    List<RawConnection> throughProxy = new ArrayList<>();
    try (RunningGateway gateway = start("http.max-connections-per-address", "3")) {
      GatewayKey key = GatewayKey.of(gateway.url());
      Scrape metrics = new Scrape(gateway.adminUrl());

      openAndSend(gateway, key, CROWD, 3, crowd);
      assertThat(metrics.value(CUT)).isZero();
      for (int i = 1; i <= 2; i++) {
        assertOneMoreIsClosed(gateway);
        assertThat(metrics.value(CUT)).isEqualTo(i);
      }

      for (RawConnection first : crowd) {
        assertThat(key.code(send(first, ""))).isEqualTo(831);
      }
      assertOneMoreIsServed(gateway, key, OTHER);
      openAndSend(gateway, key, PROXY, 5, throughProxy);

      close(throughProxy);
      crowd.remove(0).close();
      until("its place is free", () -> metrics.value(OPEN) <= 3); // with that of the key's client
      assertOneMoreIsServed(gateway, key, CROWD);
      assertThat(metrics.value(CUT)).isEqualTo(2);
      assertThat(metrics.value("flagpost_http_connections_cut_total{cause=\"limit\"}")).isZero();
    } finally {
      close(crowd);
      close(throughProxy);
    }
  }

  private static void openAndSend(
      RunningGateway gateway, GatewayKey key, String from, int count, List<RawConnection> opened)
      throws IOException {
    for (int i = 0; i < count; i++) {
      RawConnection client = RawConnection.from(from, gateway.httpPort());
      opened.add(client);
      assertThat(key.code(send(client, ""))).isEqualTo(831);
    }
  }

  private static void assertOneMoreIsClosed(RunningGateway gateway) throws IOException {
    try (RawConnection oneTooMany = RawConnection.from(CROWD, gateway.httpPort())) {
      assertThat(oneTooMany.isClosedByServer()).isTrue();
    }
  }

  private static void assertOneMoreIsServed(RunningGateway gateway, GatewayKey key, String from)
      throws IOException {
    try (RawConnection next = RawConnection.from(from, gateway.httpPort())) {
      assertThat(key.code(send(next, ""))).isEqualTo(831);
    }
  }

  private static RunningGateway start(String limit, String value) {
    return RunningGateway.start(
        Mode.DEMO, Map.of("http.trusted-proxies", PROXY, "checks.deadline", "20s", limit, value));
  }

  /** Sends a record over a connection that is there already. */
  private static Answer send(RawConnection client, String headers) throws IOException {
    return client
        .send(
            String.format(
                Locale.ROOT,
                """
            POST /api/v1/send-telemetry-data HTTP/1.1\r
            Host: x\r
            Authorization: Bearer %s\r
            Content-Length: 11\r
            %s\r
            text_data=x""",
                DemoData.API_KEY,
                headers))
        .receive();
  }

  private static void close(List<RawConnection> connections) throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }
}
