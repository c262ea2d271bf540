package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.testing.Futures.await;

import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A reader of a database of its own, with the store that fills it, for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TelemetryReaderFixture {
  static final Instant EARLY = Instant.parse("2024-02-27T01:57:24.123Z");

  Vertx vertx;
  TestDatabase database;
  PgTelemetryStore store;
  TelemetryReader reader;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    reader =
        TelemetryReader.open(vertx, database.connectOptions(), List::of, ReaderSettings.DEFAULTS);
  }

  @AfterAll
  void close() {
    await(reader.close());
    await(store.close());
    await(vertx.close());
  }

  static List<Long> ids(Page page) {
    return page.records().stream().map(record -> record.get("id").longValue()).toList();
  }

  void put(StoreRequest request) {
    await(store.append(request));
  }

  Page read(ApiKey key, Map<String, String> parameters) {
    return await(Readers.readPage(reader, key, filter(parameters)));
  }

  static List<String> groups(Page page) {
    return page.records().stream().map(record -> record.get("data_group").textValue()).toList();
  }
}
