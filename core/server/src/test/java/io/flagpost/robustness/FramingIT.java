package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What both listeners make of requests that two readers could read in two ways. */
class FramingIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String NEXT = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";

  private static RunningGateway gateway;
  private static GatewayKey key;

  @BeforeAll
  static void start() throws Exception {
    gateway = RunningGateway.demo();
    key = GatewayKey.of(gateway.url());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "io.flagpost.testing.FramingCases#malformedHeads",
    "io.flagpost.testing.FramingCases#malformedBodies"
  })
  void thePublicListenerRefusesThemInTheEnvelopeAndStoresNothing(String name, String request)
      throws Exception {
    String group = UUID.randomUUID().toString();
    try (RawConnection client = new RawConnection(gateway.httpPort())) {
      Answer answer = client.send(record(request, group) + NEXT).receive();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(key.code(answer)).isEqualTo(166);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(stored(group)).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.flagpost.testing.FramingCases#sound")
  void thePublicListenerTakesWhatOnlyLooksOdd(String name, String request) throws Exception {
    String group = UUID.randomUUID().toString();
    try (RawConnection client = new RawConnection(gateway.httpPort())) {
      Answer answer = client.send(record(request, group)).receive();

      assertThat(key.code(answer)).isEqualTo(831);
    }
    assertThat(stored(group)).isOne();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "io.flagpost.testing.FramingCases#malformedHeads",
    "io.flagpost.testing.FramingCases#malformedBodies"
  })
  void theAdminListenerRefusesThemAsAProblem(String name, String request) throws IOException {
    try (RawConnection client = new RawConnection(gateway.adminUrl().getPort())) {
      Answer answer = client.send(login(request) + NEXT).receive();

      assertThat(answer.status()).as("%s", answer).isEqualTo(400);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      JsonNode problem = JSON.readTree(answer.body());
      assertThat(problem.path("type").asText()).isEqualTo("urn:flagpost:problem:malformed");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  private static String record(String request, String group) {
    return request
        .replace("PATH", "/api/v1/send-telemetry-data?data_group=" + group)
        .replace("HEADERS", "Authorization: Bearer " + DemoData.API_KEY + "\r\n");
  }

  private static String login(String request) {
    return request
        .replace("PATH", "/admin/v1/login")
        .replace("HEADERS", "Content-Type: application/json\r\n");
  }

  private static int stored(String group) throws SQLException {
    try (var connection = gateway.database().connect();
        var count =
            connection.prepareStatement("SELECT count(*) FROM telemetry WHERE data_group = ?")) {
      count.setString(1, group);
      var rows = count.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }
}
