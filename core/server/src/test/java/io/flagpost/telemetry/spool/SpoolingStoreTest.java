package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.spool.SpoolConditions.DEGRADED;
import static io.flagpost.telemetry.spool.SpoolRig.ids;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.UnstorableRecordException;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fault")
@ExpectedAlarms(of = {Spool.class, Replay.class}) // they say that it is full, or what is refused
@RunsBesideOthers
class SpoolingStoreTest {
  private static final String MARKER = "marked-for-the-proxy";
  private static final int SIGN_OF_LIFE = 100;

  private final AcknowledgedRecords records = new AcknowledgedRecords();
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private TestDatabase database;
  private TcpProxy proxy;
  private StoreRig rig;

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

  @Test
  void whilePostgresqlTakesRecordsNoneIsSpooled() throws SQLException {
    sendAll(requests(100));
    rig.close();

    assertThat(rig.spool.spooledCount()).isZero();
    records.assertEachIsStoredOnce(database::connect);
  }

  @Test
  void recordsOfAnOutageAreAcknowledgedHeldAndReplayedInTheirOrder() throws Exception {
    List<StoreRequest> requests = requests(1_500);
    proxy.cutOff();
    sendAll(requests.subList(0, 1)); // finds PostgreSQL away: none of the others is on its way then
    sendAll(requests.subList(1, requests.size()));
    assertThat(rig.store.isSpooling()).isTrue();
    assertThat(rig.store.state().records()).isEqualTo(1_500);
    assertThat(storedIds("true")).isEmpty();

    proxy.restore();
    rig.untilReplayed();

    assertThat(rig.store.replayedCount()).isEqualTo(1_500);
    assertThat(storedIds("true")).isEqualTo(ids(requests));
    until(vertx, () -> rig.replays.get() > 0);
    await(rig.store.append(request().build()));
    assertThat(rig.spool.spooledCount()).isEqualTo(1_500);
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(value = TcpProxy.Cut.class, mode = Mode.EXCLUDE, names = "NONE")
  void anInterruptedCommitIsStoredOnceWhateverBecameOfIt(TcpProxy.Cut cut) throws Exception {
    for (boolean keyed : new boolean[] {false, true}) {
      proxy.cutNextAndStayAway(cut);
      List<StoreRequest> requests =
          IntStream.range(0, 50)
              .mapToObj(
                  i ->
                      keyed
                          ? request().group(MARKER).key(key("key " + i, "content")).build()
                          : request().group(MARKER).build())
              .toList();
      sendAll(requests);
      assertThat(rig.store.state().records()).isPositive();
      if (cut == TcpProxy.Cut.AFTER_INSERT) {
        assertThat(storedIds("true")).as("is in both").hasSizeGreaterThan(keyed ? 50 : 0);
      }

      proxy.restore();
      rig.untilReplayed();
    }

    assertThat(storedIds("NOT flagged")).hasSize(100);
    assertNothingIsLostNorRefused();
  }

  @Test
  void connectionsThatBreakUnderLoadCostNoPromise() throws Exception {
    Load load = Load.start(vertx, rig.store, records, MARKER);
    for (TcpProxy.Cut cut : TcpProxy.Cut.values()) {
      proxy.cutNextAndStayAway(cut);
      until(vertx, () -> !proxy.isCutPending());
      proxy.cutOff();
      load.untilAcknowledged(SIGN_OF_LIFE);
      proxy.restore();
      rig.untilReplayed();
    }
    load.stop();
    records.awaitAnswers();
    rig.untilReplayed();

    assertThat(records.refused()).isZero();
    assertNothingIsLostNorRefused();
  }

  @Test
  void whatWasReplayedBeforeACrashIsReplayedAgainWithoutHarm() throws Exception {
    List<StoreRequest> requests =
        IntStream.range(0, 200)
            .mapToObj(i -> request().key(key("key " + i / 2, "content")).build())
            .toList();
    proxy.cutOff();
    sendAll(requests);
    rig.close();
    Path copy = Files.createDirectory(folder.resolve("copy"));
    copyFiles(folder.resolve("spool"), copy);
    proxy.restore();
    rig = openRig();
    rig.untilReplayed();
    rig.close();
    assertThat(storedIds("NOT flagged")).hasSize(100);

    rig = new StoreRig(vertx, options(), copy);
    rig.untilReplayed();
    rig.close();

    assertThat(rig.store.replayedCount()).isEqualTo(200);
    assertThat(rig.store.state().refused()).isZero();
    assertThat(storedIds("NOT flagged")).hasSize(100);
  }

  @Test
  void anIdempotencyKeyThatRepeatsDuringAnOutageIsResolvedAtReplay() throws Exception {
    StoreRequest earlier = request().key(key("other", "content")).build();
    sendAll(List.of(earlier));
    StoreRequest first = request().key(key("same", "content")).build();
    StoreRequest repeat = request().key(key("same", "content")).build();
    StoreRequest reuse = request().key(key("same", "other content")).build();
    StoreRequest late = request().key(key("other", "content")).build();
    proxy.cutOff();
    sendAll(List.of(first, repeat, reuse, late));

    proxy.restore();
    rig.untilReplayed();
    rig.close();

    assertThat(storedIds("true")).isEqualTo(ids(List.of(earlier, first, reuse)));
    assertThat(storedIds("'idempotency_key_reused' = ANY(flags)")).isEqualTo(ids(List.of(reuse)));
  }

  @Test
  void aReadOnlyDatabaseGetsItsRecordsLater() throws Exception {
    String name = database.connectOptions().getDatabase();
    execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
    terminateOthers();
    sendAll(requests(50));
    assertThat(rig.store.state().records()).isEqualTo(50);

    execute("SET default_transaction_read_only = off", "ALTER DATABASE " + name + " RESET ALL");
    terminateOthers();
    rig.untilReplayed();

    assertNothingIsLostNorRefused();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsOfDaysAgoFindTheirPartitionEvenIfTheDayIsClosed(boolean closed) throws Exception {
    Instant then = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.DAYS);
    if (closed) {
      await(rig.postgres.append(request().receivedAt(then).build()));
      rig.close();
      rig = openRig(); // its maintenance closes past days
      until(vertx, () -> count("telemetry_day WHERE last_id IS NOT NULL") > 0);
    }
    proxy.cutOff();
    sendAll(
        IntStream.range(1, 50)
            .mapToObj(i -> request().receivedAt(then.plus(i, ChronoUnit.SECONDS)).build())
            .toList());

    proxy.restore();
    rig.untilReplayed();

    assertThat(count("telemetry_day WHERE last_id IS NOT NULL")).isZero();
    assertNothingIsLostNorRefused();
  }

  @Test
  void aFullSpoolRefusesAndLosesNothing() throws Exception {
    rig.close();
    SpoolSettings small = new SpoolSettings(folder.resolve("spool"), 50_000, 0, 20_000, 64 << 20);
    rig = new StoreRig(vertx, options(), small, StoreRig.IMPATIENT);
    proxy.cutOff();
    requests(200).forEach(request -> records.send(rig.store, request));
    records.awaitAnswers();
    assertThat(records.refused()).isPositive();
    assertThat(records.acknowledged()).isNotEmpty();

    proxy.restore();
    rig.untilReplayed();
    sendAll(requests(10));

    assertNothingIsLostNorRefused();
  }

  @Test
  void withoutAnyRoomInTheSpoolPostgresqlIsFoundBackAllTheSame() throws Exception {
    rig.close();
    SpoolSettings none = new SpoolSettings(folder.resolve("spool"), 1, 0, 20_000, 64 << 20);
    rig = new StoreRig(vertx, options(), none, StoreRig.IMPATIENT);
    proxy.cutOff();
    requests(20).forEach(request -> records.send(rig.store, request));
    records.awaitAnswers();
    assertThat(records.acknowledged()).isEmpty();

    proxy.restore();
    rig.untilReplayed();
    sendAll(requests(10));

    assertThat(records.acknowledged()).hasSize(10);
    assertNothingIsLostNorRefused();
  }

  @Test
  void whatDoesNotFitIntoTheQueueIsSpooled() throws Exception {
    rig.close();
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
    rig = new StoreRig(vertx, options(), SpoolRig.settings(folder.resolve("spool")), narrow);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE telemetry IN SHARE MODE");
      requests(50).forEach(request -> records.send(rig.store, request));
      rig.untilSpooled(1);
      connection.commit();
    }
    records.awaitAnswers();
    rig.untilReplayed();

    assertThat(records.refused()).isZero();
    assertThat(rig.spool.spooledCount()).isGreaterThanOrEqualTo(40);
    assertNothingIsLostNorRefused();
  }

  @Test
  void aRowThatPostgresqlDoesNotTakeHoldsUpNoOther() throws Exception {
    execute(
        """
        CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.data_group = ''poison'' THEN RAISE SQLSTATE ''22023''; END IF;
           RETURN NEW; END';
        CREATE TRIGGER poison BEFORE INSERT ON telemetry
          FOR EACH ROW EXECUTE FUNCTION refuse_poison();
        ALTER TABLE telemetry ADD CONSTRAINT refused CHECK (environment <> 'impossible')""");
    List<StoreRequest> requests = new ArrayList<>(requests(30));
    requests.add(10, request().group("poison").build());
    requests.add(20, request().environment("impossible").build());
    assertThat(failure(rig.store.append(requests.get(20))))
        .as("no outage")
        .isInstanceOf(UnstorableRecordException.class);
    proxy.cutOff();
    sendAll(requests);
    proxy.restore();
    rig.untilReplayed();
    assertThat(storedIds("environment <> 'impossible'")).hasSize(31);
    assertThat(storedIds("data_group IS NULL")).isEqualTo(ids(requests.subList(10, 11)));
    assertThat(rig.store.state().refused()).isEqualTo(1);
    assertThat(rig.store.state()).is(DEGRADED);
    rig.close();

    execute("ALTER TABLE telemetry DROP CONSTRAINT refused");
    rig = openRig();
    rig.untilReplayed();

    assertNothingIsLostNorRefused();
  }

  @Test
  void aRowThatPostgresqlNeverGetsDoneWithHoldsUpNoOther() throws Exception {
    execute(
        """
        CREATE FUNCTION never_done() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN IF NEW.data_group = ''endless'' THEN PERFORM pg_sleep(60); END IF;
           RETURN NEW; END';
        CREATE TRIGGER endless BEFORE INSERT ON telemetry
          FOR EACH ROW EXECUTE FUNCTION never_done()""");
    List<StoreRequest> requests = new ArrayList<>(requests(2));
    requests.add(1, request().group("endless").build());
    proxy.cutOff();
    sendAll(requests);
    proxy.restore();
    rig.untilReplayed();
    assertThat(storedIds("true")).hasSize(2);
    assertThat(rig.store.state().refused()).isEqualTo(1);
    rig.close();

    execute("DROP TRIGGER endless ON telemetry");
    terminateOthers();
    rig = openRig();
    rig.untilReplayed();

    assertNothingIsLostNorRefused();
  }

  @Test
  void aStopInTheMiddleOfAnOutageKeepsWhatWasInFlight() throws Exception {
    await(rig.store.append(request().group("warm-up").build()));
    proxy.freeze();
    List<Future<StoreOutcome>> appends = new ArrayList<>();
    requests(100).forEach(request -> appends.add(records.send(rig.store, request)));

    rig.close();

    records.awaitAnswers();
    assertThat(records.refused()).isZero();
    proxy.thaw();
    rig = openRig();
    rig.untilReplayed();
    assertNothingIsLostNorRefused();
  }

  private StoreRig openRig() {
    return new StoreRig(vertx, options(), folder.resolve("spool"));
  }

  private PgConnectOptions options() {
    return database.connectOptions().setPort(proxy.port());
  }

  private static List<StoreRequest> requests(int count) {
    Instant first = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return IntStream.range(0, count)
        .mapToObj(i -> request().receivedAt(first.plusMillis(i)).build())
        .toList();
  }

  private void sendAll(List<StoreRequest> requests) {
    await(Future.all(requests.stream().map(request -> records.send(rig.store, request)).toList()));
  }

  private void assertNothingIsLostNorRefused() throws SQLException {
    rig.close();
    assertThat(rig.store.state().records()).isZero();
    assertThat(rig.store.state().refused()).isZero();
    records.assertEachIsStoredOnce(database::connect);
  }

  private void terminateOthers() throws SQLException {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  private void execute(String... steps) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : steps) {
        statement.execute(sql);
      }
    }
  }

  private long count(String from) {
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
  private List<UUID> storedIds(String condition) throws SQLException {
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

  private static void copyFiles(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
