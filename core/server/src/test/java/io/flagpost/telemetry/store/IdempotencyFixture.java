package io.flagpost.telemetry.store;

import static io.flagpost.testing.Futures.await;

import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two nodes that store records with idempotency keys in one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class IdempotencyFixture {
  Vertx vertx;
  TestDatabase database;
  PgTelemetryStore store;
  PgTelemetryStore otherNode;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store = openStore(StoreSettings.DEFAULTS, Clock.systemUTC());
    otherNode = openStore(StoreSettings.DEFAULTS, Clock.systemUTC());
  }

  @AfterAll
  void close() {
    await(store.close());
    await(otherNode.close());
    await(vertx.close());
  }

  PgTelemetryStore openStore(StoreSettings settings, Clock clock) {
    return await(TestStores.open(vertx, database.connectOptions(), settings, clock));
  }

  long count(String condition) throws SQLException {
    return rows("SELECT count(*) FROM telemetry WHERE " + condition);
  }

  long rows(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
