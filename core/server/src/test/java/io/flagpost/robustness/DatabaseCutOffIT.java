package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away and comes back while clients send. */
@Tag("fault")
class DatabaseCutOffIT {
  private static final String GROUP = "marked-for-the-proxy";
  private static final int SIGN_OF_LIFE = 50;

  private final TestDatabase database = TestDatabase.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private TcpProxy proxy;
  private RunningGateway gateway;
  private Senders senders;

  @BeforeEach
  void start() throws Exception {
    proxy = new TcpProxy(database.connectOptions().getPort(), GROUP);
    gateway =
        RunningGateway.start(
            Mode.DEMO,
            database,
            Map.of("database.url", database.url(proxy.port()), "store.commit-timeout", "1s"));
    senders = new Senders(gateway.httpPort(), GatewayKey.of(gateway.url()), GROUP);
    untilSendingWorks();
  }

  @AfterEach
  void stop() throws IOException {
    senders.close();
    gateway.close();
    proxy.close();
  }

  @Test
  void everyPromiseIsKeptHoweverConnectionsAreCut() throws Exception {
    for (int round = 0; round < 10; round++) {
      for (TcpProxy.Cut cut : TcpProxy.Cut.values()) {
        proxy.cutNext(cut);
        until("a connection is cut: " + cut, () -> !proxy.isCutPending());
      }
      untilSendingWorks();
    }

    assertEveryPromiseIsKept();
  }

  @Test
  void whilePostgresqlIsAwayRecordsAreTakenAndAfterwardsStored() throws Exception {
    for (int round = 0; round < 3; round++) {
      proxy.cutOff();
      untilSpooling();
      proxy.restore();
      untilReplayed();
    }

    assertEveryPromiseIsKept();
  }

  @Test
  void whilePostgresqlIsSilentRecordsAreTakenAndAfterwardsStored() throws Exception {
    proxy.freeze();
    untilSpooling();
    proxy.thaw();
    untilReplayed();

    assertEveryPromiseIsKept();
  }

  private void untilSendingWorks() throws Exception {
    int before = senders.accepted();
    until("records are taken", () -> senders.accepted() >= before + SIGN_OF_LIFE);
  }

  private void untilSpooling() throws Exception {
    until("records are spooled", () -> metric("flagpost_spool_records") > SIGN_OF_LIFE);
    untilSendingWorks();
  }

  private void untilReplayed() throws Exception {
    until("the spool is empty", () -> metric("flagpost_spool_active") == 0);
    untilSendingWorks();
  }

  private double metric(String name) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(gateway.adminUrl().resolve("/metrics")).build();
    String metrics = http.send(request, BodyHandlers.ofString()).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private void assertEveryPromiseIsKept() throws Exception {
    senders.stop();
    until("the spool is empty", () -> metric("flagpost_spool_active") == 0);
    Map<String, Integer> stored = recordsByUser();

    assertThat(stored.keySet()).containsAll(senders.acceptedUsers());
    assertThat(stored.values()).allMatch(times -> times == 1);
  }

  private Map<String, Integer> recordsByUser() throws SQLException {
    Map<String, Integer> records = new HashMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT user_identifier, count(*) FROM telemetry WHERE data_group = '"
                    + GROUP
                    + "' GROUP BY user_identifier")) {
      while (rows.next()) {
        records.put(rows.getString(1), rows.getInt(2));
      }
    }
    return records;
  }
}
