package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.spool.SpoolRig.ids;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TcpProxy;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which records are spooled during an outage, and that none is lost. */
@Tag("fault")
@ExpectedAlarms(of = {Spool.class, Replay.class}) // they say that it is full, or what is refused
@RunsBesideOthers
class SpoolingStoreTest extends SpoolingStoreFixture {
  private static final int SIGN_OF_LIFE = 100;

  /** However slow the machine is, it is no outage. */
  private static final StoreSettings PATIENT =
      new StoreSettings(
          2,
          500,
          4 << 20,
          20_000,
          64 << 20,
          Duration.ofMinutes(1),
          Duration.ofDays(7),
          2,
          Duration.ofMinutes(10));

  @Test
  void whilePostgresqlTakesRecordsNoneIsSpooled() throws SQLException {
    rig.close();
    rig = new StoreRig(vertx, options(), SpoolRig.settings(folder.resolve("spool")), PATIENT);

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
  void aReadOnlyDatabaseGetsItsRecordsLater() throws Exception {
    String name = database.connectOptions().getDatabase();
    database.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
    terminateOthers();
    sendAll(requests(50));
    assertThat(rig.store.state().records()).isEqualTo(50);

    database.execute(
        "SET default_transaction_read_only = off", "ALTER DATABASE " + name + " RESET ALL");
    terminateOthers();
    rig.untilReplayed();

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
}
