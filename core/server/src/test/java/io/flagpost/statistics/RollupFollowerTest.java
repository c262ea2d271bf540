package io.flagpost.statistics;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.RunsBesideOthers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
@RunsBesideOthers
class RollupFollowerTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private RollupRig rig;

  @BeforeEach
  void open() {
    rig = new RollupRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** As after an upgrade, or on a database whose follower has counted in another way. */
  @Test
  void whatWasCountedInAnotherWayIsCountedAgainAsFarAsThereAreRecords() {
    RollupNode node = rig.node();
    RandomRecords records = new RandomRecords(random, rig.now);
    List<StoreRequest> some = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      some.add(records.record());
    }
    List<UUID> stored = rig.putAll(some);
    await(records.verdicts(stored, 0).write(rig.pool));
    await(records.verdicts(stored, 1).write(rig.pool));
    rig.untilCounted();
    node.stop();
    long generation = rig.number("SELECT generation FROM rollup_progress");
    rig.execute("UPDATE rollup_hour SET records = records + 1");
    rig.execute("UPDATE rollup_sketch_day SET sketch = '\\x00'");
    rig.execute("DELETE FROM rollup_name");
    rig.execute(
        "INSERT INTO rollup_hour SELECT '2020-02-02T10:00Z', 'production', 1, 0, '', 0, '', 7, 7, 7,"
            + " 7");
    rig.execute(
        "INSERT INTO rollup_day SELECT 0, '2020-02-02', 'production', 1, 0, '', 7, 7, 7, 7");
    rig.execute("UPDATE follower SET layout = 'former' WHERE name = 'statistics'");

    RollupNode next = rig.node();
    rig.until(() -> rig.number("SELECT count(*) FROM follower WHERE layout = 'former'") == 0);
    rig.untilCounted();
    next.stop();

    assertThat(rig.number("SELECT sum(records) FROM rollup_hour WHERE hour < '2021-01-01'"))
        .as("of a day whose records are gone")
        .isEqualTo(7);
    assertThat(rig.number("SELECT sum(records) FROM rollup_day WHERE day < '2021-01-01'"))
        .isEqualTo(7);
    assertThat(rig.number("SELECT generation FROM rollup_progress")).isGreaterThan(generation);
    rig.execute("DELETE FROM rollup_hour WHERE hour < '2021-01-01'");
    rig.execute("DELETE FROM rollup_day WHERE day < '2021-01-01'");
    new Truth(rig).isTold("seed " + seed);
  }

  @Test
  void withoutRecordsNothingIsCleared() {
    rig.execute(
        "INSERT INTO rollup_day SELECT 0, '2020-02-02', 'production', 1, 0, '', 7, 7, 7, 7");
    RollupNode node = rig.node();
    node.stop();
    rig.execute("UPDATE follower SET layout = 'former' WHERE name = 'statistics'");

    RollupNode next = rig.node();
    rig.until(() -> rig.number("SELECT count(*) FROM follower WHERE layout = 'former'") == 0);
    next.stop();

    assertThat(rig.number("SELECT sum(records) FROM rollup_day")).isEqualTo(7);
  }
}
