package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fault")
@ExpectedAlarms(of = GroupWriter.class) // it names what it could not store
class StoreResilienceTest {
  private static final String MARKER = "marked-for-the-proxy";
  private static final StoreSettings IMPATIENT =
      new StoreSettings(
          2,
          50,
          1 << 20,
          1_000,
          8 << 20,
          Duration.ofMillis(700),
          Duration.ofDays(7),
          2,
          Duration.ofMinutes(10));

  private Vertx vertx;
  private TestDatabase database;
  private TcpProxy proxy;

  @BeforeEach
  void open() throws IOException {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    proxy = new TcpProxy(database.connectOptions().getPort(), MARKER);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_INSERT, false", "DURING_INSERT, false", "AFTER_INSERT, false",
    "BEFORE_INSERT, true", "DURING_INSERT, true", "AFTER_INSERT, true"
  })
  void aRecordIsStoredOnceHoweverTheConnectionIsCut(TcpProxy.Cut cut, boolean keyed)
      throws SQLException {
    PgTelemetryStore store = openThroughProxy(StoreSettings.DEFAULTS);
    await(store.append(request().group("warm-up").build()));
    List<StoreRequest> requests = new ArrayList<>();
    List<Future<StoreOutcome>> appends = new ArrayList<>();

    proxy.cutNext(cut);
    for (int i = 0; i < 100; i++) {
      StoreRequests marked = request().group(MARKER);
      StoreRequest request =
          keyed ? marked.key(StoreRequests.key("key " + i, "content")).build() : marked.build();
      requests.add(request);
      appends.add(store.append(request));
    }
    await(Future.all(appends));
    await(store.close());

    assertThat(proxy.isCutPending()).isFalse();
    assertThat(appends).noneMatch(append -> append.result().repeated());
    assertThat(storedIds("data_group = '" + MARKER + "' AND NOT flagged"))
        .containsExactlyInAnyOrderElementsOf(
            requests.stream().map(request -> request.record().recordId()).toList());
  }

  @Test
  void noAppendSucceedsWithoutItsRowWhileBackendsAreKilled() throws SQLException {
    PgTelemetryStore store = open(StoreSettings.DEFAULTS);
    List<StoreRequest> requests = new ArrayList<>();
    List<Future<StoreOutcome>> appends = new ArrayList<>();

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 3_000; i++) {
        StoreRequest request = request().group("killed").build();
        requests.add(request);
        appends.add(store.append(request));
        if (i % 300 == 150) {
          statement.execute(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()
                 AND query LIKE 'INSERT INTO telemetry%'""");
        }
      }
    }
    await(Future.join(appends).otherwiseEmpty());
    await(store.close());

    Set<UUID> stored = new HashSet<>(storedIds("data_group = 'killed'"));
    for (int i = 0; i < appends.size(); i++) {
      if (appends.get(i).succeeded()) {
        assertThat(stored).contains(requests.get(i).record().recordId());
      }
    }
    assertThat(appends).allMatch(Future::succeeded);
  }

  @Test
  void aFrozenServerEndsInARefusalAndTheWritersRecover() throws SQLException {
    PgTelemetryStore store = openThroughProxy(IMPATIENT);
    await(store.append(request().group("before").build()));

    proxy.freeze();
    long begin = System.nanoTime();
    List<Future<StoreOutcome>> refused = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      refused.add(store.append(request().group("frozen").build()));
    }
    for (Future<StoreOutcome> append : refused) {
      assertThat(failure(append)).isInstanceOf(StoreUnavailableException.class);
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - begin);
    proxy.thaw();
    StoreRequest after = request().group("after").build();
    StoreOutcome outcome = await(store.append(after));
    await(store.close());

    assertThat(waited).isLessThan(IMPATIENT.commitTimeout().multipliedBy(3));
    assertThat(outcome.repeated()).isFalse();
    assertThat(storedIds("data_group = 'after'")).containsExactly(after.record().recordId());
  }

  @Test
  void aServerThatIsAwayEndsInARefusal() throws IOException {
    PgTelemetryStore store = openThroughProxy(IMPATIENT);
    proxy.close();

    Throwable failure = failure(store.append(request().build()));
    await(store.close());

    assertThat(failure).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void aFullQueueRefusesAtOnce() throws SQLException {
    StoreSettings narrow =
        new StoreSettings(
            1,
            1,
            1,
            5,
            1 << 20,
            Duration.ofSeconds(20),
            Duration.ofDays(7),
            2,
            Duration.ofHours(1));
    PgTelemetryStore store = open(narrow);
    List<Future<StoreOutcome>> appends = new ArrayList<>();

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE telemetry IN SHARE MODE");
      for (int i = 0; i < 20; i++) {
        appends.add(store.append(request().build()));
      }
      assertThat(appends.stream().filter(Future::failed))
          .hasSizeBetween(13, 15) // the queue's five and what the writer took of it are in
          .allMatch(append -> append.cause() instanceof StoreUnavailableException);
      connection.commit();
    }
    List<Future<StoreOutcome>> taken = appends.stream().filter(each -> !each.failed()).toList();
    await(Future.all(taken));
    await(store.close());

    assertThat(storedIds("true")).hasSameSizeAs(taken);
  }

  @Test
  void aClosedStoreHasStoredWhatItTookAndTakesNoMore() throws SQLException {
    PgTelemetryStore store = open(StoreSettings.DEFAULTS);
    List<Future<StoreOutcome>> appends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      appends.add(store.append(request().build()));
    }

    await(store.close());

    assertThat(appends).allMatch(Future::succeeded);
    assertThat(storedIds("true")).hasSize(200);
    assertThat(failure(store.append(request().build())))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void commitsAreDurableWhateverTheDatabaseSays() throws SQLException {
    database.execute(
        "ALTER DATABASE "
            + database.connectOptions().getDatabase()
            + " SET synchronous_commit = off");
    database.execute(
        """
        CREATE TABLE seen (setting text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO seen VALUES (current_setting(''synchronous_commit''));
           RETURN NULL; END';
        CREATE TRIGGER note AFTER INSERT ON telemetry
          FOR EACH STATEMENT EXECUTE FUNCTION note();""");
    PgTelemetryStore store = open(StoreSettings.DEFAULTS);

    await(store.append(request().build()));
    await(store.close());

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT setting FROM seen")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("on");
    }
  }

  private PgTelemetryStore openThroughProxy(StoreSettings settings) {
    return open(database.connectOptions().setPort(proxy.port()), settings);
  }

  private PgTelemetryStore open(StoreSettings settings) {
    return open(database.connectOptions(), settings);
  }

  private PgTelemetryStore open(PgConnectOptions options, StoreSettings settings) {
    return await(TestStores.open(vertx, options, settings, Clock.systemUTC()));
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
