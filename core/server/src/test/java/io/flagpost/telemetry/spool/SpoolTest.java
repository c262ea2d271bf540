package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.spool.SpoolConditions.DEGRADED;
import static io.flagpost.telemetry.spool.SpoolRig.appendAll;
import static io.flagpost.telemetry.spool.SpoolRig.appendEach;
import static io.flagpost.telemetry.spool.SpoolRig.held;
import static io.flagpost.telemetry.spool.SpoolRig.ids;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.flagpost.testing.ExpectedAlarms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fault")
@ExpectedAlarms(
    of = {Spool.class, RocksLogGuard.class}) // they say that the spool is full, or cannot be opened
class SpoolTest {
  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path data;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void whatWasKeptIsThereAfterARestartOldestFirst() {
    List<StoreRequest> requests = received(300);
    List<StoreRequest> shuffled = new ArrayList<>(requests.subList(150, 300));
    shuffled.addAll(requests.subList(0, 150));
    Spool spool = open();
    appendAll(spool, shuffled);
    assertThat(held(spool)).isEqualTo(ids(requests));
    await(spool.close());

    Spool again = open();

    assertThat(held(again)).isEqualTo(ids(requests));
    assertThat(again.state().records()).isEqualTo(300);
    assertThat(again.state().oldest()).isEqualTo(MORNING);
    assertThat(again.state()).isNot(DEGRADED);
    await(again.close());
  }

  @Test
  void whatWasRemovedIsGoneAndAnOlderRecordStillComesFirst() {
    List<StoreRequest> requests = received(100);
    Spool spool = open();
    appendAll(spool, requests.subList(1, 100));
    await(spool.remove(await(spool.oldest(50, Long.MAX_VALUE))));
    assertThat(held(spool)).isEqualTo(ids(requests.subList(51, 100)));

    appendEach(spool, requests.subList(0, 1));

    assertThat(held(spool).get(0)).isEqualTo(requests.get(0).record().recordId());
    assertThat(spool.state().records()).isEqualTo(50);
    assertThat(spool.state().oldest()).isEqualTo(MORNING);
    await(spool.remove(await(spool.oldest(100, Long.MAX_VALUE))));
    assertThat(spool.state().records()).isZero();
    assertThat(spool.state().bytes()).isZero();
    assertThat(spool.state().oldest()).isNull();
    await(spool.close());
    assertThat(held(open())).isEmpty();
  }

  @Test
  void anEmptiedSpoolGivesItsRoomBackAndTakesMore() {
    Spool spool = open();
    for (int round = 0; round < 3; round++) {
      List<StoreRequest> large =
          IntStream.range(0, 30)
              .mapToObj(i -> request().raw(new RawPart(new byte[1 << 20], new byte[0], null, null)))
              .map(builder -> builder.build())
              .toList();
      appendAll(spool, large);
      assertThat(size()).isGreaterThan(20 << 20);
      await(spool.remove(await(spool.oldest(100, Long.MAX_VALUE))));
      assertThat(size()).isLessThan(5 << 20);
      assertThat(held(spool)).isEmpty();
    }
    await(spool.close());
  }

  @Test
  void aGroupIsAcknowledgedAfterASyncAndManyRecordsShareOne() {
    Spool spool = open();
    long before = spool.syncCount();

    appendEach(spool, received(20));
    long alone = spool.syncCount() - before;
    appendAll(spool, received(2_000));
    long together = spool.syncCount() - before - alone;

    assertThat(alone).isEqualTo(20);
    assertThat(together).isBetween(1L, 1_000L);
    assertThat(spool.spooledCount()).isEqualTo(2_020);
    await(spool.close());
  }

  @Test
  void aFullSpoolRefusesAndTakesAgainWhenThereIsRoom() {
    Spool spool = SpoolRig.open(vertx, new SpoolSettings(folder(), 20_000, 0, 1_000, 64 << 20));
    List<Future<Void>> appends = new ArrayList<>();
    received(100).forEach(request -> appends.add(spool.append(request)));
    await(Future.join(appends).otherwiseEmpty());
    List<Future<Void>> refused = appends.stream().filter(Future::failed).toList();

    assertThat(spool.state().bytes()).isLessThanOrEqualTo(20_000);
    assertThat(spool.state().records()).isEqualTo(100 - refused.size()).isPositive();
    assertThat(refused)
        .isNotEmpty()
        .allMatch(append -> append.cause() instanceof StoreUnavailableException);
    await(spool.remove(await(spool.oldest(10, Long.MAX_VALUE))));
    appendEach(spool, received(1));
    await(spool.close());
  }

  @Test
  void roomOnTheDiskIsLeftToOthers() {
    Spool spool =
        SpoolRig.open(vertx, new SpoolSettings(folder(), 1 << 30, Long.MAX_VALUE, 1_000, 64 << 20));

    assertThat(failure(spool.append(request().build())))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(spool.state().records()).isZero();
    await(spool.close());
  }

  @Test
  void noMoreWaitsThanThereIsRoomFor() {
    Spool spool = SpoolRig.open(vertx, new SpoolSettings(folder(), 1 << 30, 0, 5, 64 << 20));
    List<Future<Void>> appends = new ArrayList<>();
    received(2_000).forEach(request -> appends.add(spool.append(request)));
    await(Future.join(appends).otherwiseEmpty());

    assertThat(appends).anyMatch(Future::failed).anyMatch(Future::succeeded);
    assertThat(spool.state().records())
        .isEqualTo(appends.stream().filter(Future::succeeded).count());
    await(spool.close());
  }

  @Test
  void aFolderThatCannotBeUsedIsTriedAgain() throws IOException {
    Files.writeString(folder(), "in the way");
    Spool spool = open();
    assertThat(failure(spool.append(request().build())))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(spool.state().usable()).isFalse();
    assertThat(spool.state()).is(DEGRADED);

    Files.delete(folder());
    until(vertx, () -> tryAppend(spool));

    assertThat(spool.state().usable()).isTrue();
    await(spool.close());
  }

  @Test
  void aClosedSpoolHasKeptWhatItTookAndTakesNoMore() {
    Spool spool = open();
    List<StoreRequest> requests = received(500);
    List<Future<Void>> appends = new ArrayList<>();
    requests.forEach(request -> appends.add(spool.append(request)));

    await(spool.close());

    await(Future.all(appends));
    assertThat(failure(spool.append(request().build())))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(held(open())).isEqualTo(ids(requests));
  }

  @Test
  void refusedRecordsAreOutOfTheWayUntilTheNextStart() {
    List<StoreRequest> requests = received(10);
    Spool spool = open();
    appendAll(spool, requests);

    await(spool.refuse(await(spool.oldest(3, Long.MAX_VALUE))));

    assertThat(held(spool)).isEqualTo(ids(requests.subList(3, 10)));
    assertThat(spool.state().refused()).isEqualTo(3);
    assertThat(spool.state().records()).isEqualTo(7);
    assertThat(spool.state()).is(DEGRADED);
    await(spool.close());
    Spool again = open();
    assertThat(held(again)).isEqualTo(ids(requests));
    assertThat(again.state().refused()).isZero();
    await(again.close());
  }

  private boolean tryAppend(Spool spool) {
    spool.append(request().build());
    return spool.state().records() > 0;
  }

  private Path folder() {
    return data.resolve("spool");
  }

  private Spool open() {
    return SpoolRig.open(vertx, folder());
  }

  private static List<StoreRequest> received(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> request().receivedAt(MORNING.plus(i, ChronoUnit.MILLIS)).build())
        .toList();
  }

  /** Of its files; the engine deletes some of them meanwhile, which then count for nothing. */
  private long size() {
    return Stream.of(Objects.requireNonNull(folder().toFile().listFiles()))
        .filter(file -> file.getName().endsWith(".sst") || file.getName().endsWith(".log"))
        .mapToLong(File::length)
        .sum();
  }
}
