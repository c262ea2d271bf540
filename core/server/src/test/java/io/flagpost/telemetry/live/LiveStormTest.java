package io.flagpost.telemetry.live;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random arrivals, late ones among them, later verdicts, and random cuts: whoever comes back behind
 * the last event has missed nothing and is told nothing twice.
 */
@RunsBesideOthers
class LiveStormTest {
  private static final int STEPS = 120;
  private static final Set<String> NONE = Set.of();

  private static final RecordFilter FLAGGED =
      RecordFilter.ALL.with(new RecordFilter.Flags(true, NONE, NONE, null, null, null));

  private static final SqlCondition PRODUCT =
      SqlCondition.of("t.known_product_id = ANY ($1::bigint[])", (Object) new Long[] {1L});

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingIsMissedAndNothingIsToldTwice(long seed) throws Exception {
    blow(
        seed,
        10_000,
        (storm, all, flagged, limited) -> {
          assertThat(all.records)
              .as("seed %d", seed)
              .containsExactlyElementsOf(storm.stored.keySet());
          assertThat(all.verdicts).isSorted().doesNotHaveDuplicates();
          assertThat(all.flags).isEqualTo(standing(storm));
          assertThat(all.omitted).isEmpty();

          assertThat(flagged.records).isSorted().doesNotHaveDuplicates();
          assertThat(flagged.verdicts).isSorted().doesNotHaveDuplicates();
          standing(storm)
              .forEach(
                  (id, flags) -> {
                    if (!flags.isEmpty()) {
                      assertThat(flagged.flags).containsEntry(id, flags);
                    }
                  });
          assertThat(flagged.flags.keySet())
              .allMatch(id -> Objects.requireNonNull(storm.stored.get(id)).everFlagged())
              .hasSizeLessThan(storm.stored.size());

          assertThat(limited.records)
              .containsExactlyElementsOf(
                  storm.stored.entrySet().stream()
                      .filter(one -> one.getValue().product() == 1)
                      .map(Map.Entry::getKey)
                      .toList());
          assertThat(limited.flags.keySet()).isEqualTo(new HashSet<>(limited.records));
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void whatIsTooMuchIsCountedToTheLastOne(long seed) throws Exception {
    blow(
        seed,
        2,
        (storm, all, flagged, limited) -> {
          assertThat(all.records).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
          assertThat(all.omitted.getOrDefault("records", 0L)).isPositive();
          assertThat(all.records.size() + all.omitted.getOrDefault("records", 0L))
              .isEqualTo(storm.stored.size());
          assertThat(all.verdicts).isSorted().doesNotHaveDuplicates();
        });
  }

  private interface Outcome {
    void check(Storm storm, Listener all, Listener flagged, Listener limited);
  }

  private static void blow(long seed, int mostEvents, Outcome outcome) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    TestDatabase database = TestDatabase.create();
    Vertx vertx = Vertx.vertx();
    LiveRecords live =
        LiveRecords.open(
            vertx,
            database.nodeOptions(),
            List::of,
            new LiveSettings(
                Duration.ofMillis(10),
                2,
                Duration.ofSeconds(30),
                Duration.ofMillis(50),
                mostEvents,
                10_000));
    try (Storm storm = new Storm(database, random)) {
      Listener all = new Listener(live, RecordFilter.ALL, SqlCondition.TRUE, random);
      Listener flagged = new Listener(live, FLAGGED, SqlCondition.TRUE, random);
      Listener limited = new Listener(live, RecordFilter.ALL, PRODUCT, random);
      List<Listener> listeners = List.of(all, flagged, limited);
      for (int step = 0; step < STEPS; step++) {
        storm.step();
        if (random.nextInt(3) == 0) {
          listeners.get(random.nextInt(listeners.size())).listen();
        }
      }
      storm.calm();
      LivePosition end = horizon(live, storm, database);
      listeners.forEach(listener -> listener.listenToTheEnd(end));
      outcome.check(storm, all, flagged, limited);
    } finally {
      await(live.close());
      await(vertx.close());
    }
  }

  /** Up to everything that was committed. */
  private static LivePosition horizon(LiveRecords live, Storm storm, TestDatabase database)
      throws Exception {
    LivePosition last =
        new LivePosition(
            storm.stored.keySet().stream().mapToLong(id -> id).max().orElse(0),
            Long.parseLong(database.text("SELECT coalesce(max(verdict_id), 0) FROM verdict")));
    AtomicReference<LivePosition> found = new AtomicReference<>();
    Patience.until(
        "everything can be asked for",
        () -> {
          found.set(await(live.now().otherwise(new LivePosition(0, 0))));
          return !Objects.requireNonNull(found.get()).isBehind(last);
        });
    return Objects.requireNonNull(found.get());
  }

  private static Map<Long, List<String>> standing(Storm storm) {
    return storm.stored.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().flags()));
  }
}
