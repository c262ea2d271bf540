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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten times as much as the gateway may have in hand, while PostgreSQL takes nothing. */
@Tag("fault")
class OverloadIT {
  private static final int ROOM = 40;
  private static final int TOO_MANY = 9 * ROOM;
  private static final String ADMITTED = "flagpost_http_admitted_requests";
  private static final String GROUP = "overload";

  private final List<RawConnection> clients = new ArrayList<>();
  private RunningGateway gateway;
  private GatewayKey key;
  private Scrape metrics;
  private Connection blocker;

  @BeforeEach
  void start() throws Exception {
    gateway =
        RunningGateway.start(
            Mode.DEMO,
            Map.of(
                "http.admission.max-requests", Integer.toString(ROOM),
                "http.admission.max-bytes", "1MiB",
                "http.body-limit", "400KiB", // two of which are room enough
                "store.commit-timeout", "1m", // PostgreSQL is slow here, and not away
                "checks.deadline", "20s"));
    key = GatewayKey.of(gateway.url());
    metrics = new Scrape(gateway.adminUrl());
    blocker = gateway.database().connect();
  }

  @AfterEach
  void stop() throws Exception {
    for (RawConnection client : clients) {
      client.close();
    }
    blocker.close();
    gateway.close();
  }

  @Test
  void whatIsLetInIsStoredAndAnsweredAndTheRestIsRefusedAtOnce() throws Exception {
    blockTheStore();
    List<RawConnection> letIn = connect(ROOM);
    for (RawConnection client : letIn) {
      client.send(record("text"));
    }
    until("all of them are in hand", () -> metrics.value(ADMITTED) == ROOM);

    List<RawConnection> others = connect(TOO_MANY);
    for (RawConnection client : others) {
      client.send(record("text"));
    }
    for (RawConnection client : others) {
      assertUnavailable(client.receive()); // while nothing is stored
    }

    assertThat(metrics.value("flagpost_http_refused_total{cause=\"requests\"}"))
        .isEqualTo(TOO_MANY);
    assertThat(metrics.value(ADMITTED)).isEqualTo(ROOM);
    assertThat(metrics.value("flagpost_http_admitted_bytes")).isBetween(1.0, ROOM * 2_000.0);

    blocker.rollback();
    for (RawConnection client : letIn) {
      assertThat(key.code(client.receive())).isEqualTo(831);
    }
    until("nothing is in hand", () -> metrics.value(ADMITTED) == 0);
    assertThat(metrics.value("flagpost_http_admitted_bytes")).isZero();

    assertThat(key.code(others.get(0).send(record("text")).receive()))
        .as("who was refused is served")
        .isEqualTo(831);
    assertThat(stored()).isEqualTo(ROOM + 1);
  }

  @Test
  void bodiesTakeNoMoreMemoryThanTheyMay() throws Exception {
    String large = "x".repeat(300 << 10);
    blockTheStore();
    RawConnection first = connect(1).get(0).send(record(large));
    until("it is in hand", () -> metrics.value(ADMITTED) == 1);

    RawConnection second = connect(1).get(0).send(record(large));
    assertUnavailable(second.receive());
    assertThat(metrics.value("flagpost_http_refused_total{cause=\"bytes\"}")).isEqualTo(1);
    second.send(record("small"));
    until("a small one is in hand", () -> metrics.value(ADMITTED) == 2);

    blocker.rollback();
    assertThat(key.code(first.receive())).isEqualTo(831);
    assertThat(key.code(second.receive())).isEqualTo(831);
    assertThat(stored()).isEqualTo(2);
  }

  private void assertUnavailable(Answer answer) throws IOException {
    JsonNode envelope = key.verified(answer);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(envelope.at("/response/code").asInt()).isEqualTo(164);
    assertThat(envelope.get("retry_after").asInt()).isPositive();
    assertThat(answer.header("Retry-After")).isEqualTo(envelope.get("retry_after").asText());
  }

  /** Until it is rolled back nothing is inserted. */
  private void blockTheStore() throws SQLException {
    blocker.setAutoCommit(false);
    try (Statement statement = blocker.createStatement()) {
      statement.execute("LOCK TABLE telemetry IN SHARE MODE");
    }
  }

  private long stored() throws SQLException {
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM telemetry WHERE data_group = '" + GROUP + "'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private List<RawConnection> connect(int count) throws IOException {
    List<RawConnection> connected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawConnection client = new RawConnection(gateway.httpPort());
      clients.add(client);
      connected.add(client);
    }
    return connected;
  }

  private static String record(String text) {
    String body = "data_type=text&data_group=" + GROUP + "&text_data=" + text;
    return String.format(
        Locale.ROOT,
        """
        POST /api/v1/send-telemetry-data HTTP/1.1\r
        Host: x\r
        Authorization: Bearer %s\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        \r
        %s""",
        DemoData.API_KEY,
        body.length(),
        body);
  }
}
