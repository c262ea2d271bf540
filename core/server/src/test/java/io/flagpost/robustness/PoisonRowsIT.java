package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static io.flagpost.testing.Patience.untilGone;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.testing.FaultTime;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL refuses some records for what is in them, and there is one in every group. No content
 * is known that does this once the gateway has been over it, so a trigger has to.
 */
@Tag("fault")
class PoisonRowsIT {
  private static final int SIGN_OF_LIFE = 50;
  private static final String REFUSE_POISON =
      """
      CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.data_group = 'poison' THEN
          RAISE EXCEPTION 'poison' USING ERRCODE = 'untranslatable_character';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_poison BEFORE INSERT ON telemetry
        FOR EACH ROW EXECUTE FUNCTION refuse_poison()""";

  private final TestDatabase database = TestDatabase.create();
  private TcpProxy proxy;
  private RunningGateway gateway;
  private Scrape scrape;
  private Senders honest;
  private Senders poison;

  @BeforeEach
  void start() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(REFUSE_POISON);
    }
    proxy = new TcpProxy(database.connectOptions().getPort(), "nothing is cut");
    gateway =
        RunningGateway.start(
            Mode.DEMO, database, Map.of("database.url", database.url(proxy.port())));
    scrape = new Scrape(gateway.adminUrl());
    GatewayKey key = GatewayKey.of(gateway.url());
    honest = new Senders(gateway.httpPort(), key, "honest");
    poison = new Senders(gateway.httpPort(), key, "poison", 1);
    untilBothAreAccepted();
  }

  @AfterEach
  void stop() throws Exception {
    honest.close();
    poison.close();
    gateway.close();
    proxy.close();
  }

  @Test
  void theyHarmNobodyAndAreStoredToo() throws Exception {
    for (int round = 0; round < FaultTime.rounds(2); round++) {
      untilBothAreAccepted();
    }

    assertEveryPromiseIsKept();
  }

  @Test
  void theyHoldUpNoReplay() throws Exception {
    proxy.cutOff();
    for (int round = 0; round < FaultTime.rounds(1); round++) {
      untilBothAreAccepted();
    }
    poison.stop(); // as fast as it comes, it takes longer to store than to spool
    proxy.restore();
    untilGone("spooled records", () -> scrape.value("flagpost_spool_records"));
    until("all is replayed", () -> scrape.value("flagpost_spool_active") == 0);

    assertEveryPromiseIsKept();
  }

  private void untilBothAreAccepted() throws Exception {
    int honestBefore = honest.accepted();
    int poisonBefore = poison.accepted();
    until("honest records are taken", () -> honest.accepted() >= honestBefore + SIGN_OF_LIFE);
    until("poison is taken", () -> poison.accepted() >= poisonBefore + SIGN_OF_LIFE);
  }

  private void assertEveryPromiseIsKept() throws Exception {
    honest.stop();
    poison.stop();
    until("all is replayed", () -> scrape.value("flagpost_spool_active") == 0);

    assertThat(honest.refused() + poison.refused()).isZero();
    StoredUsers.assertEachOnce(database.connect(), honest.acceptedUsers());
    assertThat(usersInRawParts()).containsExactlyInAnyOrderElementsOf(poison.acceptedUsers());
  }

  private List<String> usersInRawParts() throws SQLException {
    List<String> users = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT convert_from(raw_body, 'UTF8')::json ->> 'user_identifier'"
                    + " FROM telemetry WHERE user_identifier IS NULL")) {
      while (rows.next()) {
        users.add(rows.getString(1));
      }
    }
    return users;
  }
}
