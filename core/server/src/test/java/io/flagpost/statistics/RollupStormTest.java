package io.flagpost.statistics;

import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.verdicts.LaterVerdicts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

  private static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE rollup_hour; --",
          "<script>alert(1)</script>",
          "\u202Eevil\u202C",
          "\uFEFF",
          "{,NULL,\"\\\"}",
          "NULL",
          "%1$s",
          "\uD83C\uDFF4\u200D\u2620",
          "İstanbul",
          "x".repeat(255));

  private final long seed = Long.getLong("flagpost.rollup.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private RollupRig rig;
  private final List<UUID> stored = new ArrayList<>();
  private long run;

  @BeforeEach
  void open() {
    rig = new RollupRig();
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
      await(verdicts(0).write(rig.pool));
      if (slow.isComplete() && random.nextInt(3) == 0) {
        held = Promise.promise();
        slow = verdicts(1).write(rig.pool, held.future());
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
    int records = 20 + random.nextInt(100);
    for (int i = 0; i < records; i++) {
      burst.add(record());
    }
    return burst;
  }

  private StoreRequest record() {
    boolean known = random.nextInt(4) > 0;
    boolean released = known && random.nextBoolean();
    StoreRequests request =
        request()
            .receivedAt(received())
            .environment(random.nextInt(5) == 0 ? "staging" : "production")
            .clientAddress(address())
            .knownProductId(known ? 1L + random.nextInt(3) : null)
            .known(random.nextInt(5) == 0 ? null : random.nextBoolean(), released)
            .fields(
                new TelemetryFields(
                    "1",
                    maybe("user-" + skewed(40)),
                    maybe("license-" + skewed(60)),
                    maybe("activation-" + skewed(60)),
                    released ? "1." + random.nextInt(3) : maybe(invented()),
                    "numeric-single-value",
                    maybe(String.valueOf(random.nextInt(2_000) / 8.0 - 20)),
                    null,
                    null,
                    null,
                    maybe(invented())));
    if (random.nextInt(8) == 0) {
      request.incorrect();
    }
    return switch (random.nextInt(6)) {
      case 0 -> request.flags(flag("license_unknown")).build();
      case 1 -> request.flags(raised("odd", "one"), flag("clock_skew")).build();
      case 2 -> request.flags(raised("odd", "one"), raised("found", "two")).build();
      default -> request.build();
    };
  }

  private static RaisedFlag raised(String code, String check) {
    return new RaisedFlag(code, check, "low", "Because.", Map.of());
  }

  /** Few often, many seldom, some of them hostile. */
  private String invented() {
    int name = skewed(150);
    return name < HOSTILE.size() ? HOSTILE.get(name) : "name " + name;
  }

  private int skewed(int bound) {
    return random.nextInt(1 + random.nextInt(bound));
  }

  private @Nullable String maybe(String value) {
    return random.nextInt(10) == 0 ? null : value;
  }

  private String address() {
    return random.nextInt(4) == 0
        ? "2001:db8:" + skewed(30) + "::" + (1 + skewed(9))
        : "192.0." + skewed(40) + "." + skewed(30);
  }

  /** Mostly now, sometimes out of order, sometimes replayed after days. */
  private Instant received() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return rig.now.minus(Duration.ofDays(4).plusMinutes(random.nextInt(600)));
    }
    return kind < 6
        ? rig.now.minusSeconds(random.nextInt(10_000))
        : rig.now.plusMillis(random.nextInt(60));
  }

  /**
   * On new records and old ones, on the same again and again, in every mode.
   *
   * @param half on which half of the records: the two do not wait for each other
   */
  private LaterVerdicts verdicts(int half) {
    LaterVerdicts verdicts = new LaterVerdicts();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      UUID record = stored.get(2 * random.nextInt(stored.size() / 2) + half);
      String check = random.nextBoolean() ? "one" : "two";
      String version = random.nextBoolean() ? "1.0.0" : "2.0.0";
      String[] codes =
          switch (random.nextInt(5)) {
            case 0 -> new String[] {"found"};
            case 1 -> new String[] {"odd", "found"};
            case 2 -> new String[] {"odd", "odd"};
            default -> new String[0];
          };
      run++;
      switch (random.nextInt(5)) {
        case 0 -> verdicts.shadow(record, check, version, run, codes);
        case 1 -> verdicts.pending(record, check, version, run);
        case 2 -> verdicts.recheck(record, check, version, run, codes);
        default -> verdicts.live(record, check, version, run, codes);
      }
    }
    return verdicts;
  }
}
