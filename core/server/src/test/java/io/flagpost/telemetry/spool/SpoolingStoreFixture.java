package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A spooling store over a database of its own for each test, behind a proxy that can cut it off.
 */
abstract class SpoolingStoreFixture {
  static final String MARKER = "marked-for-the-proxy";

  final AcknowledgedRecords records = new AcknowledgedRecords();
  final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;
  TestDatabase database;
  TcpProxy proxy;
  StoreRig rig;

  @BeforeEach
  void open() throws IOException {
    database = TestDatabase.create();
    proxy = new TcpProxy(database.connectOptions().getPort(), MARKER);
    rig = openRig();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    await(vertx.close());
  }

  StoreRig openRig() {
    return new StoreRig(vertx, options(), folder.resolve("spool"));
  }

  PgConnectOptions options() {
    return database.connectOptions().setPort(proxy.port());
  }

  static List<StoreRequest> requests(int count) {
    Instant first = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return IntStream.range(0, count)
        .mapToObj(i -> request().receivedAt(first.plusMillis(i)).build())
        .toList();
  }

  void sendAll(List<StoreRequest> requests) {
    await(Future.all(requests.stream().map(request -> records.send(rig.store, request)).toList()));
  }

  void assertNothingIsLostNorRefused() throws SQLException {
    rig.close();
    assertThat(rig.store.state().records()).isZero();
    assertThat(rig.store.state().refused()).isZero();
    records.assertEachIsStoredOnce(database::connect);
  }

  void terminateOthers() throws SQLException {
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  long count(String from) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In the order of their ids. */
  List<UUID> storedIds(String condition) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT record_id FROM telemetry WHERE " + condition + " ORDER BY id")) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
