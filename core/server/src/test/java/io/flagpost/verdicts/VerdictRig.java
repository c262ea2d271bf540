package io.flagpost.verdicts;

import static io.flagpost.testing.Futures.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.telemetry.checks.FakeLookups;
import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.query.StoredRecords;
import io.flagpost.telemetry.query.TestReader;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.Patience;
import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A database with a store, a reader and as many nodes' verdicts as a test asks for. */
final class VerdictRig implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final TestDatabase database = TestDatabase.create();
  final SettableClock clock = new SettableClock(Instant.parse("2040-01-01T00:00:00Z"));
  final PgTelemetryStore store =
      await(
          TestStores.open(
              vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  final Pool pool = PgBuilder.pool().using(vertx).connectingTo(database.connectOptions()).build();
  final StoredRecords records =
      new StoredRecords(pool, new CommitHorizon(vertx, pool, Duration.ofSeconds(3)));

  /** What every node runs. */
  volatile ScriptedCatalog catalog = ScriptedCatalog.empty();

  VerdictSettings settings = VerdictSettings.DEFAULTS;
  private final TestReader reader =
      TestReader.open(
          vertx,
          database.connectOptions(),
          () ->
              catalog.pluginChecks().stream()
                  .filter(check -> check.phase() == Phase.AFTER_STORE && !check.shadow())
                  .map(CheckInfo::id)
                  .toList());
  private final List<Verdicts> nodes = new ArrayList<>();

  /** Has the nodes that are started from now on take so many records at a time. */
  void batch(int records) {
    settings =
        new VerdictSettings(
            settings.connections(),
            settings.statementTimeout(),
            records,
            settings.handOver(),
            settings.checkLimit(),
            settings.idle(),
            settings.share(),
            settings.pending(),
            settings.folds());
  }

  /** Starts a node. */
  Verdicts start() {
    Verdicts node =
        Verdicts.create(
            vertx,
            database.connectOptions(),
            () -> catalog,
            new FakeLookups(),
            List.of(),
            settings,
            clock);
    nodes.add(node);
    await(node.start());
    return node;
  }

  /** Has all nodes look at once whether states are to be made again. */
  void lookForRefolds() {
    nodes.forEach(node -> node.refolds().look());
  }

  void stop(Verdicts node) {
    nodes.remove(node);
    await(node.close());
  }

  UUID put(StoreRequest request) {
    await(store.append(request));
    return request.record().recordId();
  }

  /** Stores these together. */
  void putAll(List<StoreRequest> requests) {
    List<Future<?>> stored = new ArrayList<>();
    requests.forEach(request -> stored.add(store.append(request)));
    await(Future.all(stored));
  }

  /** All that is stored, page after page: a page has a few megabytes at most. */
  List<StoredRecord> all() {
    List<StoredRecord> all = new ArrayList<>();
    long upTo = await(records.horizon());
    long after = 0;
    while (after < upTo) {
      StoredPage page = await(records.behind(after, upTo, 100_000));
      all.addAll(page.records());
      after = page.upTo();
    }
    return all;
  }

  /** What the read API shows of the record with this data group. */
  ObjectNode read(String group) {
    return reader.read("production", group);
  }

  /** Looks again and again, on the test's thread. */
  void until(BooleanSupplier condition) {
    try {
      Patience.until("the records are judged", condition::getAsBoolean);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until every check of the catalog has judged all that is stored now. */
  void untilJudged() {
    long last = number("SELECT last_value FROM telemetry_id_seq");
    until(
        () ->
            number(
                        "SELECT count(*) FROM check_progress WHERE mode <> 'pending' AND last_id >= "
                            + last)
                    + number(
                        "SELECT count(*) FROM (SELECT name FROM follower GROUP BY name"
                            + " HAVING min(decided) >= "
                            + last
                            + ") AS f")
                == catalog.pluginChecks().size());
  }

  /** Waits until all shards of a follower have followed all that is stored now. */
  void untilFolded(String follower) {
    untilFolded(follower, number("SELECT last_value FROM telemetry_id_seq"));
  }

  /** Waits until all shards of a follower have followed the records up to an id. */
  void untilFolded(String follower, long last) {
    until(
        () -> number("SELECT min(decided) FROM follower WHERE name = '" + follower + "'") >= last);
  }

  /** 0 for nothing. Asked again and again, and so over a connection that is there. */
  long number(String sql) {
    Long number = await(pool.query(sql).execute()).iterator().next().getLong(0);
    return number == null ? 0 : number;
  }

  /** The first column of all rows, each as text. */
  List<String> texts(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    List.copyOf(nodes).forEach(this::stop);
    reader.close();
    await(pool.close());
    await(store.close());
    await(vertx.close());
  }
}
