package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.testing.RunningGateway;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that has blocked the address of everybody here. */
class BlockedAddressIT {

  @Test
  void recordsFromABlockedAddressAreDeniedButKeptAndFlagged() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(Mode.DEMO, Map.of())) {
      Client client = Client.of(gateway);
      new VendorRecords(gateway).blockNetwork("127.0.0.0/8");
      Client.await(() -> client.send(Fields.document()).code() == 150);
      Fields evidence = Fields.honest();

      Answer answer = client.send(evidence);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.response().path("message").asText()).isEqualTo("Access denied");
      assertThat(flagsOf(evidence.user(), gateway)).containsExactly("{blocked_source}");
    }
  }

  private static List<String> flagsOf(String user, RunningGateway gateway) throws SQLException {
    List<String> flags = new ArrayList<>();
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT flags::text FROM telemetry WHERE user_identifier = '" + user + "'")) {
      while (rows.next()) {
        flags.add(rows.getString(1));
      }
    }
    return flags;
  }
}
