package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed, and started again, while PostgreSQL is away and clients send. */
@Tag("fault")
@RunsBesideOthers
class KilledWithoutDatabaseIT {
  private static final int SIGN_OF_LIFE = 200;
  private static final int KILLS = 2;

  @TempDir private Path folder;

  private final TestDatabase database = TestDatabase.create();
  private final List<String> promised = new ArrayList<>();
  private TcpProxy proxy;

  @BeforeEach
  void open() throws IOException {
    proxy = new TcpProxy(database.connectOptions().getPort(), "nothing is cut");
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @Test
  void whatItPromisedIsInTheDatabaseOnceThatIsBack() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      try (DistributionProcess gateway = start();
          Senders senders = sendTo(gateway, "killed" + round)) {
        proxy.cutOff(); // and away it stays, for the starts to come too
        int before = senders.accepted();
        until("records are spooled", () -> senders.accepted() >= before + SIGN_OF_LIFE);
        senders.letGatewayVanish();
        gateway.kill();
        gateway.exitCode();
        senders.awaitEnd();
        assertThat(senders.refused()).isZero();
        promised.addAll(senders.acceptedUsers());
      }
    }

    try (DistributionProcess gateway = start();
        Senders senders = sendTo(gateway, "last")) {
      Scrape scrape = new Scrape(URI.create("http://127.0.0.1:" + gateway.adminPort()));
      assertThat(scrape.value("flagpost_spool_records")).isPositive();
      proxy.restore();
      until("all is replayed", () -> scrape.value("flagpost_spool_records") == 0);
      senders.stop();
      assertThat(senders.refused()).isZero();
      promised.addAll(senders.acceptedUsers());
    }

    Map<String, Integer> stored = stored();
    assertThat(stored.keySet()).containsAll(promised);
    assertThat(stored.values()).as("times that each record is stored").containsOnly(1);
  }

  private DistributionProcess start() throws Exception {
    return DistributionProcess.startDemo(
        folder, "--set", "database.url=" + database.url(proxy.port()));
  }

  private static Senders sendTo(DistributionProcess gateway, String group) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + gateway.httpPort());
    Senders senders = new Senders(gateway.httpPort(), GatewayKey.of(url), group);
    until("records are taken", () -> senders.accepted() >= SIGN_OF_LIFE);
    return senders;
  }

  private Map<String, Integer> stored() throws SQLException {
    Map<String, Integer> stored = new HashMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT user_identifier FROM telemetry")) {
      while (rows.next()) {
        stored.merge(rows.getString(1), 1, Integer::sum);
      }
    }
    return stored;
  }
}
