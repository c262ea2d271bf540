package io.flagpost.statistics;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.verdicts.LaterVerdicts;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is wrong is found, and mended while records arrive. */
@Timeout(300)
@RunsBesideOthers
class RebuildTest {
  private static final int RECORDS = 300;

  private RollupRig rig;
  private RollupNode node;
  private LocalDate today;
  private Instant noon;

  @BeforeEach
  void open() {
    rig = new RollupRig();
    node = rig.node();
    today = LocalDate.ofInstant(rig.now, ZoneOffset.UTC);
    noon = today.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
    List<UUID> stored = rig.putAll(records(RECORDS));
    await(verdicts(stored).write(rig.pool));
    rig.untilCounted();
  }

  @AfterEach
  void close() {
    node.stop();
    rig.close();
  }

  @Test
  void aCountThatWasChangedByHandIsFoundAndMended() {
    assertThat(await(node.statistics.compare(today))).isEmpty();
    rig.execute("UPDATE rollup_hour SET records = records + 1 WHERE product = 2");
    rig.execute("UPDATE rollup_flag_hour SET records = 0");
    rig.execute("DELETE FROM rollup_license_day WHERE key_kind = 1");

    List<Difference> found = await(node.statistics.compare(today));
    assertThat(found)
        .filteredOn(one -> one.table().equals("rollup_hour"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.product()).isEqualTo(2))
        .allSatisfy(one -> assertThat(one.counted()).isGreaterThan(one.records()));
    assertThat(found)
        .filteredOn(one -> one.table().equals("rollup_license_day"))
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.counted()).isLessThan(one.records()));
    assertThat(found)
        .extracting(Difference::table)
        .containsOnly("rollup_hour", "rollup_license_day");

    Rebuilding.Report report = rebuild(today, today);

    assertThat(report).isEqualTo(new Rebuilding.Report(true, today, 1, RECORDS));
    assertThat(await(node.statistics.compare(today))).isEmpty();
    new Truth(rig).isTold("after the rebuild");
  }

  @Test
  void noRecordIsLostThatArrivesMeanwhile() {
    List<Future<Rebuilding.Report>> rebuilt = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rebuilt.add(await(node.statistics.rebuild()).run(today, today, now -> {}));
      List<UUID> stored = rig.putAll(records(100));
      await(verdicts(stored).write(rig.pool));
      rebuilt.forEach(Futures::await);
    }
    rig.untilCounted();

    new Truth(rig).isTold("after all rebuilds");
  }

  @Test
  void everyTableThatHasAllRecordsIsCompared() {
    rig.execute("UPDATE rollup_total_hour SET flagged = flagged + 1");
    rig.execute("DELETE FROM rollup_source_day");
    rig.execute("UPDATE rollup_day SET records = records + 1 WHERE dimension > 0");

    assertThat(await(node.statistics.compare(today)))
        .extracting(Difference::table)
        .containsOnly(
            "rollup_total_hour",
            "rollup_source_day",
            "rollup_day by version",
            "rollup_day by data group");
  }

  @Test
  void thereIsOneRunAtATime() {
    Rebuilding first = await(node.statistics.rebuild());

    assertThat(failure(node.statistics.rebuild())).isInstanceOf(RebuildRunningException.class);

    await(first.run(today, today, now -> {}));
    await(await(node.statistics.rebuild()).release());
  }

  @Test
  void whatIsCalledOffKeepsTheDaysThatAreDone() {
    LocalDate before = today.minusDays(1);
    rig.execute("UPDATE rollup_hour SET records = records + 1");
    Rebuilding rebuilding = await(node.statistics.rebuild());

    Rebuilding.Report report =
        await(
            rebuilding.run(
                before,
                today,
                now -> {
                  if (now.days() == 1) {
                    rebuilding.cancel();
                  }
                }));

    assertThat(report).isEqualTo(new Rebuilding.Report(false, before, 1, 0));
    assertThat(await(node.statistics.compare(today))).as("as it was").isNotEmpty();
  }

  @Test
  void aDayWhoseRecordsAreGoneStaysAsItIs() {
    rig.execute(
        "INSERT INTO rollup_hour SELECT '2020-02-02T10:00Z', environment, product, 0, '', 0, '', 7,"
            + " 7, 7, 7 FROM rollup_hour LIMIT 1");

    rebuild(LocalDate.of(2020, 2, 1), LocalDate.of(2020, 2, 3));

    assertThat(rig.number("SELECT records FROM rollup_hour WHERE hour < '2021-01-01'"))
        .isEqualTo(7);
  }

  private Rebuilding.Report rebuild(LocalDate first, LocalDate last) {
    return await(await(node.statistics.rebuild()).run(first, last, now -> {}));
  }

  private List<StoreRequest> records(int number) {
    List<StoreRequest> records = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      StoreRequests request =
          request()
              .receivedAt(noon.plusSeconds(30L * (i % 300)))
              .knownProductId(1L + i % 3)
              .known(i % 4 > 0, i % 2 == 0)
              .fields(fields("1", "u" + i % 7, "l" + i % 50, "a" + i % 90, "g" + i % 60));
      records.add(i % 5 == 0 ? request.flags(flag("odd")).build() : request.build());
    }
    return records;
  }

  private static LaterVerdicts verdicts(List<UUID> records) {
    LaterVerdicts verdicts = new LaterVerdicts();
    for (int i = 0; i < records.size(); i += 4) {
      verdicts.live(records.get(i), "one", "1.0.0", 0, "found");
    }
    return verdicts;
  }
}
