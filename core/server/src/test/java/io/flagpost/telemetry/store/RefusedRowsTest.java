package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RawPart;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that PostgreSQL refuses for what is in them, in one group with others. */
@Tag("fault")
@ExpectedAlarms(of = GroupWriter.class) // it names what it could not store
class RefusedRowsTest {
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void oneBadRowIsStoredInItsRawPartAndFailsNoNeighbour() throws SQLException {
    refusePoison();
    StoreRequest withRaw =
        request()
            .group("poison")
            .raw(new RawPart(new byte[] {1, 2}, new byte[] {3}, "text/plain", null))
            .build();
    List<StoreRequest> poisoned = List.of(poison(), poison(), poison());
    List<StoreRequest> all = new ArrayList<>();
    for (StoreRequest each : poisoned) {
      all.addAll(good(37));
      all.add(each);
      all.addAll(good(62));
    }
    all.add(withRaw);
    PgTelemetryStore store = open();
    await(Future.all(all.stream().map(store::append).toList()));
    await(store.close());

    assertThat(storedIds("data_group = 'good' AND raw_body IS NULL")).hasSize(297);
    assertThat(
            storedIds(
                "data_group IS NULL AND license_key IS NULL"
                    + " AND product_id = '1' AND known_product_id = 1"
                    + " AND raw_content_type = 'application/json'"
                    + " AND convert_from(raw_body, 'UTF8')::jsonb->>'data_group' = 'poison'"
                    + " AND convert_from(raw_body, 'UTF8')::jsonb->>'license_key' = 'license'"))
        .containsExactlyInAnyOrderElementsOf(
            poisoned.stream().map(request -> request.record().recordId()).toList());
    assertThat(storedIds("raw_body = '\\x0102' AND raw_query = '\\x03' AND data_group IS NULL"))
        .containsExactly(withRaw.record().recordId());
  }

  private static StoreRequest poison() {
    return request().group("poison").build();
  }

  private static List<StoreRequest> good(int count) {
    return Stream.generate(() -> request().group("good").build()).limit(count).toList();
  }

  /** There is nothing else that PostgreSQL refuses for what is in it. */
  private void refusePoison() throws SQLException {
    database.execute(
        """
        CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.data_group = ''poison'' THEN RAISE SQLSTATE ''22023''; END IF;
           RETURN NEW; END';
        CREATE TRIGGER poison BEFORE INSERT ON telemetry
          FOR EACH ROW EXECUTE FUNCTION refuse_poison();""");
  }

  @Test
  void aRowThatCannotEvenBeSalvagedIsRefusedAlone() throws SQLException {
    database.execute(
        "ALTER TABLE telemetry ADD CONSTRAINT refused CHECK (environment <> 'impossible')");
    PgTelemetryStore store = open();

    Future<StoreOutcome> good = store.append(request().build());
    Future<StoreOutcome> bad = store.append(request().environment("impossible").build());
    Future<StoreOutcome> alsoGood = store.append(request().build());

    await(Future.all(good, alsoGood));
    assertThat(failure(bad)).isInstanceOf(StoreUnavailableException.class);
    await(store.close());
  }

  private PgTelemetryStore open() {
    return await(
        TestStores.open(
            vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  }

  private List<UUID> storedIds(String condition) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT record_id FROM telemetry WHERE " + condition)) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
