package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.testing.Futures;
import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node works with rows; whoever owns the tables changes them. */
class TwoRolesTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1,
          100,
          1 << 20,
          1_000,
          1 << 20,
          Duration.ofMillis(800),
          Duration.ofDays(7),
          7,
          Duration.ofMillis(50));

  private Vertx vertx;
  private TestDatabase database;
  private SettableClock clock;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.createUnused();
    clock = new SettableClock(Instant.now());
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void theNodesRoleIsNoSuperuserAndMakesNothing() throws SQLException {
    assertThat(
            queryAsNode(
                "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
                    + " OR has_schema_privilege(current_schema(), 'CREATE')"
                    + " OR has_database_privilege(current_database(), 'CREATE')"
                    + " FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("f");
    assertThat(
            queryAsNode(
                "SELECT count(*) FROM pg_class WHERE pg_has_role(relowner, 'MEMBER')"
                    + " AND relnamespace = current_schema()::regnamespace"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE mine (a int)",
        "CREATE TABLE telemetry_p20990101 (LIKE telemetry INCLUDING ALL)",
        "ALTER TABLE telemetry ADD COLUMN a int",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TABLE telemetry",
        "TRUNCATE telemetry",
        "UPDATE telemetry SET flagged = false",
        "DELETE FROM telemetry",
        "UPDATE audit_entry SET actor_name = 'somebody else'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE verdict SET flags = '{}'",
        "DELETE FROM verdict",
        "DELETE FROM flyway_schema_history",
        "UPDATE schema_stamp SET installed_rank = 0",
        "CREATE OR REPLACE FUNCTION audit_entry_is_append_only() RETURNS trigger"
            + " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE ROLE mine SUPERUSER",
        "COPY product TO PROGRAM 'true'"
      })
  void whatTheNodeHasNoNeedForIsRefused(String sql) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> executeAsNode(sql))
        .matches(refused -> refused.getSQLState().equals("42501"), "for want of privileges");
  }

  @Test
  void recordsOfEachNewDayAreStored() throws SQLException {
    PgTelemetryStore store = openWithMaintenance(clock);

    for (int day = 0; day < 12; day++) {
      await(store.append(request().receivedAt(clock.instant()).key(key("k" + day, "c")).build()));
      clock.advance(Duration.ofDays(1));
    }

    assertThat(queryAsNode("SELECT count(DISTINCT tableoid) FROM telemetry")).isEqualTo("12");
    assertThat(queryAsNode("SELECT last_value >= 12 FROM telemetry_id_seq")).isEqualTo("t");
    assertThat(
            queryAsNode(
                "SELECT count(*) FROM pg_class WHERE relname LIKE 'telemetry_p%' AND relkind = 'r'"
                    + " AND pg_get_userbyid(relowner) <> 'test_owner'"))
        .isEqualTo("0");
    Futures.until(vertx, () -> closedDays() >= 9);
    // A record that comes late opens its day, by the trigger that the owner made.
    await(store.append(request().receivedAt(clock.instant().minus(Duration.ofDays(11))).build()));
    await(store.close());
  }

  @Test
  void aNodeThatMayNotMakePartitionsStoresForAsLongAsThereAreSome() {
    await(openWithMaintenance(clock).close());
    PgTelemetryStore alone = openAlone(clock);
    assertThat(alone.daysAhead()).isEqualTo(7);

    clock.advance(Duration.ofDays(7));

    await(alone.append(request().receivedAt(clock.instant()).build()));
    Futures.until(vertx, () -> alone.daysAhead() == 0);
    clock.advance(Duration.ofDays(1));
    Futures.until(vertx, () -> alone.daysAhead() == -1);
    await(alone.close());
  }

  @Test
  void aRecordWithoutPartitionIsRefusedForTheSpoolAndAnotherNodeMakesItsDay() throws SQLException {
    await(openWithMaintenance(clock).close());
    Instant beyond = clock.instant().plus(Duration.ofDays(30));
    StoreRequest record = request().receivedAt(beyond).build();
    PgTelemetryStore alone = openAlone(clock);

    assertThat(failure(alone.append(record))).isInstanceOf(NoPartitionException.class);
    assertThat(queryAsNode("SELECT day FROM partition_request"))
        .isEqualTo(LocalDate.ofInstant(beyond, ZoneOffset.UTC).toString());

    PgTelemetryStore other = openWithMaintenance(clock);
    Futures.until(vertx, () -> "0".equals(queryAsNode("SELECT count(*) FROM partition_request")));
    await(alone.append(record));
    await(other.close());
    await(alone.close());
  }

  @Test
  void aNodeWithoutAnyPartitionStartsAndWaitsForOne() {
    PgTelemetryStore alone = openAlone(clock);
    assertThat(alone.daysAhead()).isEqualTo(-1);

    PgTelemetryStore other = openWithMaintenance(clock);
    await(alone.append(request().receivedAt(clock.instant()).build()));

    await(other.close());
    await(alone.close());
  }

  @Test
  void maintenanceThatCannotBeReachedKeepsNobodyFromStoring() {
    await(openWithMaintenance(clock).close());
    PgTelemetryStore store =
        PgTelemetryStore.create(
            vertx,
            database.nodeOptions(),
            database.ownerOptions().setUser("nobody_of_this_name"),
            SETTINGS,
            clock);

    await(store.start());

    await(store.append(request().receivedAt(clock.instant()).build()));
    await(store.close());
  }

  private PgTelemetryStore openWithMaintenance(Clock clock) {
    PgTelemetryStore store =
        PgTelemetryStore.create(
            vertx, database.nodeOptions(), database.ownerOptions(), SETTINGS, clock);
    await(store.start());
    return store;
  }

  private PgTelemetryStore openAlone(Clock clock) {
    return await(TestStores.open(vertx, database.nodeOptions(), SETTINGS, clock));
  }

  private int closedDays() {
    return Integer.parseInt(
        queryAsNode("SELECT count(*) FROM telemetry_day WHERE last_id IS NOT NULL"));
  }

  private void executeAsNode(String sql) throws SQLException {
    try (Connection connection = database.connectAsNode();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String queryAsNode(String sql) {
    try (Connection connection = database.connectAsNode();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getString(1) : "nothing";
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
