package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.DirectFolding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.RunsBesideOthers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes that come and go, sleep and wake, lose their connections and their memory, and change the
 * layout of their states, over streams of random records, one for each key, while states are made
 * again. Every verdict tells all that was folded before it; whatever is folded twice, never or in
 * another order shows.
 */
@Timeout(600)
@RunsBesideOthers
class FoldStormTest {
  private static final int STREAMS = Integer.getInteger("flagpost.fold.streams", 600);
  private static final int AT_ONCE = 150;

  private VerdictRig rig;
  private final long seed = Long.getLong("flagpost.fold.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private Instant now;
  private int layout;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    rig.clock.set(now);
    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1"), false));
    rig.batch(4); // states are made again by a few records at a time
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theVerdictsAreThoseOfAPlainFold() {
    List<StormNode> nodes =
        new ArrayList<>(
            List.of(new StormNode(rig, random, layout), new StormNode(rig, random, layout)));
    for (int first = 0; first < STREAMS; first += AT_ONCE) {
      for (int burst = 0; burst < 12; burst++) {
        long before = rig.number("SELECT last_value FROM telemetry_id_seq");
        rig.putAll(burst(first));
        disturb(nodes);
        refold(first);
        if (random.nextInt(3) > 0) {
          rig.untilFolded("live/chain", before);
        }
      }
    }
    nodes.forEach(StormNode::stop);
    StormNode last = new StormNode(rig, random, layout);
    rig.until(() -> rig.number("SELECT count(*) FROM refold_shard WHERE state <> 'done'") == 0);
    rig.putAll(oneOfEachLicense());
    rig.untilFolded("live/chain");
    last.stop();

    Map<Long, String> verdicts = verdicts("live");
    assertThat(verdicts).as("seed %s", seed).isEqualTo(plainFold());
    assertThat(recheck()).as("seed %s", seed).isEqualTo(verdicts);
  }

  /** What is found when all records are folded once more. */
  private Map<Long, String> recheck() {
    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1", "again"), false));
    Verdicts node = rig.start();
    StoredRange all = new StoredRange(null, Instant.EPOCH, Instant.MAX);
    await(node.recheck().run("chain", all, false, progress -> {}));
    return verdicts("recheck");
  }

  private List<StoreRequest> burst(int first) {
    List<StoreRequest> burst = new ArrayList<>();
    int records = 20 + random.nextInt(60);
    for (int i = 0; i < records; i++) {
      String license = "license-" + (first + random.nextInt(AT_ONCE));
      burst.add(
          request()
              .receivedAt(received())
              .fields(fields("1", "u", license, "x", "g" + random.nextInt(1_000)))
              .build());
    }
    return burst;
  }

  /** What was made again shows in what is said of these. */
  private List<StoreRequest> oneOfEachLicense() {
    return IntStream.range(0, STREAMS)
        .mapToObj(i -> request().fields(fields("1", "u", "license-" + i, "x", "last")))
        .map(one -> one.receivedAt(now.plusMillis(60)).build())
        .toList();
  }

  /** Sometimes states are made again meanwhile, of everything or of little. */
  private void refold(int first) {
    SoughtKey key =
        new SoughtKey(
            Map.of(
                SoughtKey.LICENSE_KEY,
                "license-" + (first + random.nextInt(AT_ONCE)),
                SoughtKey.ENVIRONMENT,
                "production"));
    switch (random.nextInt(12)) {
      case 0 -> Refoldings.start(rig, "chain", null, null);
      case 1 -> Refoldings.start(rig, "chain", random.nextInt(FoldPass.SHARDS), null);
      case 2, 3, 4 -> Refoldings.start(rig, "chain", null, key);
      default -> {}
    }
  }

  /** Mostly now, sometimes out of order, sometimes replayed after days. */
  private Instant received() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return now.minus(Duration.ofDays(6).plusHours(random.nextInt(48)));
    }
    return kind < 6 ? now.minusSeconds(random.nextInt(3_600)) : now.plusMillis(random.nextInt(60));
  }

  private void disturb(List<StormNode> nodes) {
    switch (random.nextInt(8)) {
      case 0 -> nodes.remove(0).stop();
      case 1 -> nodes.remove(0).vanish();
      case 2 ->
          rig.texts(
              "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND application_name = '"
                  + StormNode.CONNECTIONS
                  + "'");
      case 3 -> nodes.get(0).sleep();
      case 4 -> change(nodes);
      default -> {}
    }
    while (nodes.size() < 2) {
      nodes.add(new StormNode(rig, random, layout));
    }
  }

  /** As when a plugin is replaced: all nodes have the new one. */
  private void change(List<StormNode> nodes) {
    nodes.forEach(StormNode::stop);
    nodes.clear();
    layout++;
  }

  /** One flag of each record. */
  private Map<Long, String> verdicts(String mode) {
    Map<Long, String> verdicts = new HashMap<>();
    rig.texts(
            "SELECT concat_ws(' ', t.id, f -> 'evidence' ->> 'records',"
                + " f -> 'evidence' ->> 'hash') FROM verdict v JOIN telemetry t USING (record_id),"
                + " jsonb_array_elements(v.details -> 'flags') f WHERE v.mode = '"
                + mode
                + "'")
        .forEach(
            text -> {
              String[] parts = text.split(" ", 2);
              assertThat(verdicts.put(Long.valueOf(parts[0]), parts[1])).as("once").isNull();
            });
    return verdicts;
  }

  private Map<Long, String> plainFold() {
    ChainFold fold = new ChainFold("1");
    Map<String, ChainFold.Chain> states = new HashMap<>();
    Map<String, Instant> clocks = new HashMap<>();
    Map<Long, String> verdicts = new HashMap<>();
    for (StoredRecord record : rig.all()) {
      String license = record.telemetry().licenseKey().orElseThrow();
      Instant received = record.telemetry().receivedAt();
      Instant clock = clocks.merge(license, received, (a, b) -> a.isAfter(b) ? a : b);
      FoldStep<ChainFold.Chain> step =
          fold.step(states.getOrDefault(license, fold.begin()), record.telemetry(), clock);
      if (!received.isBefore(clock.minus(StormNode.LATENESS))) {
        states.put(license, step.state());
      }
      Map<String, String> facts = step.findings().get(0).facts();
      verdicts.put(record.id(), facts.get("records") + " " + facts.get("hash"));
    }
    return verdicts;
  }
}
