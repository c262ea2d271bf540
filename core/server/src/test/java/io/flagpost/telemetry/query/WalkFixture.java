package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.readPage;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store of a test's own, and what reads its records. */
abstract class WalkFixture {
  Vertx vertx;
  TestDatabase database;
  PgTelemetryStore store;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store = openStore();
  }

  @AfterEach
  void close() {
    await(store.close());
    await(vertx.close());
  }

  PgTelemetryStore openStore() {
    return await(
        TestStores.open(
            vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  }

  TelemetryReader openReader(ReaderSettings settings) {
    return TelemetryReader.open(vertx, database.connectOptions(), List::of, settings);
  }

  static Page read(TelemetryReader reader, long afterId) {
    return await(
        readPage(
            reader,
            reader("production"),
            filter(Map.of("after_id", String.valueOf(afterId), "per_page", "500"))));
  }

  static List<Long> ids(Page page) {
    return page.records().stream().map(record -> record.get("id").longValue()).toList();
  }
}
