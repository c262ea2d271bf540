package io.flagpost.statistics;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RunsBesideOthers;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@RunsBesideOthers
@ExpectedAlarms(of = NightlyComparison.class) // it is made to find something
class NightlyComparisonTest {
  private final AtomicBoolean mine = new AtomicBoolean(true);
  private RollupRig rig;
  private LocalDate today;

  @BeforeEach
  void open() {
    rig = new RollupRig();
    today = LocalDate.ofInstant(rig.now, ZoneOffset.UTC);
    RollupNode node = rig.node();
    rig.put(request().receivedAt(at(today, LocalTime.NOON)).build());
    rig.untilCounted();
    node.stop();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aDayIsComparedOnTheNextOne() {
    NightlyComparison nightly = comparison();
    rig.clock.set(at(today.plusDays(1), LocalTime.of(0, 10)));
    await(nightly.look());
    assertThat(nightly.differing()).as("too early").isNegative();

    rig.clock.set(at(today.plusDays(1), LocalTime.of(1, 0)));
    await(nightly.look());

    assertThat(nightly.differing()).isZero();
    assertThat(rig.number("SELECT count(*) FROM rollup_comparison")).isEqualTo(1);
  }

  @Test
  void whatDiffersIsKnownToWhoeverCountsNext() {
    rig.execute("UPDATE rollup_hour SET flagged = flagged + 1");
    rig.clock.set(at(today.plusDays(1), LocalTime.of(1, 0)));
    NightlyComparison first = comparison();
    await(first.look());
    assertThat(first.differing()).isEqualTo(1);

    rig.execute("UPDATE rollup_hour SET flagged = flagged - 1");
    NightlyComparison second = comparison();
    await(second.look());

    assertThat(second.differing()).as("as the first one found it").isEqualTo(1);
  }

  @Test
  void aNodeThatDoesNotCountComparesNothing() {
    mine.set(false);
    rig.clock.set(at(today.plusDays(1), LocalTime.of(1, 0)));
    NightlyComparison nightly = comparison();
    await(nightly.look());

    assertThat(nightly.differing()).isNegative();
    assertThat(rig.number("SELECT count(*) FROM rollup_comparison")).isZero();
  }

  private NightlyComparison comparison() {
    return new NightlyComparison(
        rig.vertx, rig.pool, new Comparison(rig.pool), mine::get, rig.clock);
  }

  private static Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).toInstant(ZoneOffset.UTC);
  }
}
