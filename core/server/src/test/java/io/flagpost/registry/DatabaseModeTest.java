package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Neither mode takes a database of the other. */
class DatabaseModeTest {
  private static final String REMEDY = "flagpost demo-data remove";

  private static Vertx vertx;

  private TestDatabase database;
  private Pool pool;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void connect() {
    database = TestDatabase.create();
    pool = PgBuilder.pool().connectingTo(database.connectOptions()).using(vertx).build();
  }

  @AfterEach
  void disconnect() {
    await(pool.close());
  }

  @Test
  void anEmptyDatabaseBelongsToWhoeverTakesItFirst() throws SQLException {
    await(DatabaseMode.claimForProduction(pool));
    await(DatabaseMode.claimForProduction(pool));

    assertThat(database.text("SELECT mode FROM installation")).isEqualTo("production");
  }

  @Test
  void theDemosDatabaseIsRefusedWithTheWayOut() throws SQLException {
    await(DemoData.seed(pool));
    assertThat(database.text("SELECT mode FROM installation")).isEqualTo("demo");

    assertProductionRefuses();

    await(DemoData.seed(pool));
  }

  @Test
  void oneThatWasSeededByAnEarlierVersionIsKnownByItsKeys() throws SQLException {
    await(DemoData.seed(pool));
    database.execute("DELETE FROM installation");

    assertProductionRefuses();

    await(DemoData.seed(pool)); // and the demo takes it as before
    assertThat(database.text("SELECT mode FROM installation")).isEqualTo("demo");
  }

  @Test
  void oneOfTheKeysIsEnough() throws SQLException {
    for (String key :
        List.of(
            DemoData.API_KEY,
            DemoData.WRITE_ONLY_API_KEY,
            DemoData.READ_ONLY_API_KEY,
            DemoData.INACTIVE_API_KEY,
            DemoData.IP_LOCKED_API_KEY,
            DemoData.SDK_API_KEY,
            DemoData.STAGING_API_KEY)) {
      database.execute(
          "DELETE FROM api_key; WITH k AS (INSERT INTO api_key (name, capabilities) VALUES ('k', '{write}')"
              + " RETURNING id) INSERT INTO api_key_secret (key_hash, api_key_id)"
              + " SELECT sha256('"
              + key
              + "'), id FROM k");
      assertProductionRefuses();
    }
  }

  @Test
  void keysThatGetIntoADatabaseInProductionAreFoundToo() throws SQLException {
    await(DemoData.seed(pool));
    database.execute("UPDATE installation SET mode = 'production'");

    assertProductionRefuses();
  }

  @Test
  void theDemoDoesNotSeedADatabaseInProduction() throws SQLException {
    await(DatabaseMode.claimForProduction(pool));

    assertDemoRefuses("in production");
  }

  @Test
  void norOneThatAnEarlierVersionUsedInProduction() throws SQLException {
    database.execute("INSERT INTO product (id, name) VALUES (7, 'Ours')");

    assertDemoRefuses("in use");
  }

  @Test
  void nodesThatStartAtOnceAgree() throws SQLException {
    var production = DatabaseMode.claimForProduction(pool);
    var demo = DemoData.seed(pool);
    await(production.otherwiseEmpty());
    await(demo.otherwiseEmpty());

    assertThat(production.succeeded()).isNotEqualTo(demo.succeeded());
    assertThat(database.text("SELECT mode FROM installation"))
        .isEqualTo(demo.succeeded() ? "demo" : "production");
  }

  private void assertProductionRefuses() {
    assertThatExceptionOfType(OtherModeException.class)
        .isThrownBy(() -> DatabaseMode.claimForProduction(pool).await())
        .withMessageContainingAll(
            REMEDY, "--dry-run", "everybody knows", "All accounts go", "--keep-accounts");
  }

  private void assertDemoRefuses(String state) throws SQLException {
    assertThatExceptionOfType(OtherModeException.class)
        .isThrownBy(() -> DemoData.seed(pool).await())
        .withMessageContainingAll(state, "data.dir", "database.url");
    assertThat(database.text("SELECT count(*) FROM api_key")).isEqualTo("0");
  }
}
