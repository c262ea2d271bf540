package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.spool.SpoolConditions.DEGRADED;
import static io.flagpost.telemetry.spool.SpoolRig.ids;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.UnstorableRecordException;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How spooled records get into PostgreSQL, and what becomes of those that it refuses. */
@Tag("fault")
@ExpectedAlarms(of = {Spool.class, Replay.class}) // they say what is refused
@RunsBesideOthers
class SpoolReplayTest extends SpoolingStoreFixture {
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
  void aRowThatPostgresqlDoesNotTakeHoldsUpNoOther() throws Exception {
    database.execute(
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

    database.execute("ALTER TABLE telemetry DROP CONSTRAINT refused");
    rig = openRig();
    rig.untilReplayed();

    assertNothingIsLostNorRefused();
  }

  @Test
  void aRowThatPostgresqlNeverGetsDoneWithHoldsUpNoOther() throws Exception {
    database.execute(
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

    database.execute("DROP TRIGGER endless ON telemetry");
    terminateOthers();
    rig = openRig();
    rig.untilReplayed();

    assertNothingIsLostNorRefused();
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
