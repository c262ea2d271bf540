package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whom an API key with an allow list serves, with and without a proxy that is trusted. */
class ProxiesIT {
  private static final String ALLOWED = "192.0.2.77";

  private static RunningGateway behindProxy;
  private static GatewayKey key;

  @BeforeAll
  static void start() throws Exception {
    behindProxy =
        RunningGateway.start(Mode.DEMO, Map.of("http.trusted-proxies", "127.0.0.1, 10.0.0.0/8"));
    key = GatewayKey.of(behindProxy.url());
  }

  @AfterAll
  static void stop() {
    behindProxy.close();
  }

  @Test
  void aClientCannotClaimAnAddressForItself() throws Exception {
    RunningGateway alone = RunningGateway.demo();

    Answer answer = send(alone, "X-Forwarded-For: " + ALLOWED);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(GatewayKey.of(alone.url()).code(answer)).isEqualTo(103);
  }

  @Test
  void aTrustedProxyIsBelieved() throws Exception {
    assertThat(key.code(send(behindProxy, "X-Forwarded-For: " + ALLOWED + ", 10.1.2.3")))
        .isEqualTo(831);
    assertThat(storedAddress()).isEqualTo(ALLOWED);
  }

  @Test
  void whatTheClientToldTheProxyIsNot() throws Exception {
    assertThat(key.code(send(behindProxy, "X-Forwarded-For: " + ALLOWED + ", 198.51.100.1")))
        .isEqualTo(103);
    assertThat(key.code(send(behindProxy, "X-Forwarded-For: " + ALLOWED + ", nonsense")))
        .isEqualTo(103);
    assertThat(key.code(send(behindProxy, "X-Other: 1"))).isEqualTo(103);
  }

  @Test
  void strictTransportSecurityIsForClientsOfTls() throws Exception {
    String header = "Strict-Transport-Security";

    assertThat(send(behindProxy, "X-Forwarded-Proto: https").header(header))
        .isEqualTo("max-age=31536000");
    assertThat(send(behindProxy, "X-Forwarded-Proto: http").header(header)).isNull();
    assertThat(send(RunningGateway.demo(), "X-Forwarded-Proto: https").header(header)).isNull();
  }

  private static Answer send(RunningGateway gateway, String header) throws IOException {
    try (RawConnection client = new RawConnection(gateway.httpPort())) {
      String request =
          "POST /api/v1/send-telemetry HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
              + "Authorization: Bearer "
              + DemoData.IP_LOCKED_API_KEY
              + "\r\n";
      return client.send(request + header + "\r\n\r\n").receive();
    }
  }

  private static String storedAddress() throws SQLException {
    try (Connection connection = behindProxy.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT client_address FROM telemetry LIMIT 1")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
