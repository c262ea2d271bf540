package io.flagpost.statistics;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.RunsBesideOthers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random records and verdicts, while nodes come and go, vanish in the middle of what they do, and
 * lose their connections. In the end every table says what a count over all records says.
 */
@Timeout(600)
@RunsBesideOthers
class RollupStormTest {
  private static final int BURSTS = Integer.getInteger("flagpost.rollup.bursts", 25);

  private static final int MOST_NAMES = 12;

  private final long seed = Long.getLong("flagpost.rollup.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private RollupRig rig;
  private RandomRecords records;
  private final List<UUID> stored = new ArrayList<>();

  @BeforeEach
  void open() {
    rig = new RollupRig();
    records = new RandomRecords(random, rig.now);
    rig.execute(
        "INSERT INTO check_catalog (id, checks) VALUES"
            + " ('catalog-1', '[{\"id\": \"one\", \"version\": \"1.0.0\"}]')");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everyTableSaysWhatACountOverAllRecordsSays() {
    rig.putAll(burst()); // stored before anybody counts
    List<RollupNode> nodes = new ArrayList<>(List.of(node(), node()));
    Promise<Void> held = Promise.promise();
    Future<Void> slow = Future.succeededFuture();
    for (int burst = 0; burst < BURSTS; burst++) {
      stored.addAll(rig.putAll(burst()));
      await(records.verdicts(stored, 0).write(rig.pool));
      if (slow.isComplete() && random.nextInt(3) == 0) {
        held = Promise.promise();
        slow = records.verdicts(stored, 1).write(rig.pool, held.future());
      } else if (random.nextBoolean()) {
        held.tryComplete();
        await(slow);
      }
      disturb(nodes);
      if (random.nextInt(6) == 0) {
        held.tryComplete();
        await(slow);
        rig.untilCounted();
        new Truth(rig).isTold("seed " + seed + ", burst " + burst);
      }
    }
    held.tryComplete();
    await(slow);
    nodes.forEach(RollupNode::stop);
    RollupNode last = node();
    rig.untilCounted();
    last.stop();

    new Truth(rig).isTold("seed " + seed);
    assertThat(rig.number("SELECT sum(records) FROM rollup_hour"))
        .isEqualTo(rig.number("SELECT count(*) FROM telemetry"));
    for (int dimension = 1; dimension <= 4; dimension++) {
      assertThat(
              rig.number(
                  "SELECT max(n) FROM (SELECT count(*) AS n FROM rollup_name WHERE dimension = "
                      + dimension
                      + " GROUP BY day, environment, product) AS c"))
          .as("as many names of dimension %s as there is room for", dimension)
          .isEqualTo(MOST_NAMES);
    }
  }

  private RollupNode node() {
    return rig.node(
        new StatisticsSettings(
            Duration.ofMillis(random.nextInt(200)),
            1 + random.nextInt(200),
            Duration.ofSeconds(30),
            MOST_NAMES),
        5 + random.nextInt(60),
        new Random(random.nextLong()));
  }

  private void disturb(List<RollupNode> nodes) {
    switch (random.nextInt(6)) {
      case 0 -> nodes.remove(0).stop();
      case 1 -> nodes.remove(0).vanish();
      case 2 ->
          rig.rows(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND application_name = '"
                  + RollupNode.CONNECTIONS
                  + "'");
      default -> {}
    }
    while (nodes.size() < 2) {
      nodes.add(node());
    }
  }

  private List<StoreRequest> burst() {
    List<StoreRequest> burst = new ArrayList<>();
    int number = 20 + random.nextInt(100);
    for (int i = 0; i < number; i++) {
      burst.add(records.record());
    }
    return burst;
  }
}
