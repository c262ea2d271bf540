package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BatchLoaderTest {
  private static final RegistrySettings SETTINGS =
      new RegistrySettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          100,
          100,
          3,
          5,
          Duration.ofSeconds(20),
          Duration.ofSeconds(1));

  private record Query(List<String> keys, Promise<Map<String, String>> answer) {}

  private final ManualTicker ticker = new ManualTicker();
  private final List<Query> queries = new ArrayList<>();
  private final Map<String, Optional<String>> cached = new HashMap<>();
  private final BatchLoader<String, String> loader =
      new BatchLoader<>(
          "test values",
          SETTINGS,
          new CircuitBreaker(SETTINGS.probeInterval(), ticker),
          this::query,
          (asked, found) ->
              asked.forEach(key -> cached.put(key, Optional.ofNullable(found.get(key)))));

  private Future<Map<String, String>> query(List<String> keys) {
    Query query = new Query(keys, Promise.promise());
    queries.add(query);
    return query.answer.future();
  }

  @Test
  void whatIsAskedDuringAQueryIsTheNextOne() throws Exception {
    CompletionStage<Optional<String>> first = loader.load("a");
    CompletionStage<Optional<String>> second = loader.load("b");
    CompletionStage<Optional<String>> third = loader.load("c");
    assertThat(queries).extracting(Query::keys).containsExactly(List.of("a"));

    queries.get(0).answer.complete(Map.of("a", "A"));
    assertThat(queries).extracting(Query::keys).containsExactly(List.of("a"), List.of("b", "c"));
    queries.get(1).answer.complete(Map.of("c", "C"));

    assertThat(await(first)).contains("A");
    assertThat(await(second)).isEmpty();
    assertThat(await(third)).contains("C");
    assertThat(cached)
        .isEqualTo(Map.of("a", Optional.of("A"), "b", Optional.empty(), "c", Optional.of("C")));
  }

  @Test
  void askersOfTheSameKeyShareOneQuestion() throws Exception {
    List<CompletionStage<Optional<String>>> asked = new ArrayList<>();
    asked.add(loader.load("a"));
    asked.add(loader.load("a"));
    asked.add(loader.load("b"));
    asked.add(loader.load("b"));
    queries.get(0).answer.complete(Map.of("a", "A"));
    queries.get(1).answer.complete(Map.of("b", "B"));

    assertThat(queries).extracting(Query::keys).containsExactly(List.of("a"), List.of("b"));
    assertThat(await(asked.get(1))).contains("A");
    assertThat(await(asked.get(3))).contains("B");
  }

  @Test
  void aBatchIsBounded() {
    for (String key : List.of("a", "b", "c", "d", "e")) {
      loader.load(key);
    }
    queries.get(0).answer.complete(Map.of());
    queries.get(1).answer.complete(Map.of());

    assertThat(queries)
        .extracting(Query::keys)
        .containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("e"));
  }

  @Test
  void aFullWaitingListFailsTheNewcomerOnly() throws Exception {
    CompletionStage<Optional<String>> inFlight = loader.load("0");
    for (int i = 1; i <= SETTINGS.maxWaiting(); i++) {
      loader.load("" + i);
    }

    assertThat(failure(loader.load("one too many"))).isInstanceOf(LookupUnavailableException.class);
    queries.get(0).answer.complete(Map.of("0", "zero"));
    assertThat(await(inFlight)).contains("zero");
  }

  @Test
  void aFailureFailsAllWhoWaitAndIsNotRemembered() throws Exception {
    CompletionStage<Optional<String>> asked = loader.load("a");
    CompletionStage<Optional<String>> waiting = loader.load("b");
    queries.get(0).answer.fail(new IllegalStateException("away"));

    assertThat(failure(asked))
        .isInstanceOf(LookupUnavailableException.class)
        .hasRootCauseMessage("away");
    assertThat(failure(waiting)).isInstanceOf(LookupUnavailableException.class);
    assertThat(cached).isEmpty();
    assertThat(loader.isAvailable()).isFalse();
  }

  @Test
  void afterAFailureNothingIsAskedUntilAProbeSucceeds() throws Exception {
    loader.load("a");
    queries.get(0).answer.fail(new IllegalStateException("away"));
    assertThat(failure(loader.load("b"))).isInstanceOf(LookupUnavailableException.class);
    assertThat(queries).hasSize(1);

    ticker.advance(SETTINGS.probeInterval());
    CompletionStage<Optional<String>> failingProbe = loader.load("c");
    assertThat(failure(loader.load("d"))).isInstanceOf(LookupUnavailableException.class);
    queries.get(1).answer.fail(new IllegalStateException("still away"));
    assertThat(failure(failingProbe)).isInstanceOf(LookupUnavailableException.class);
    assertThat(failure(loader.load("e"))).isInstanceOf(LookupUnavailableException.class);

    ticker.advance(SETTINGS.probeInterval());
    CompletionStage<Optional<String>> probe = loader.load("f");
    queries.get(2).answer.complete(Map.of("f", "F"));
    assertThat(await(probe)).contains("F");
    assertThat(loader.isAvailable()).isTrue();
    loader.load("g");
    assertThat(queries).extracting(Query::keys).endsWith(List.of("g"));
  }

  @Test
  void aQuerySentBeforeAChangeAnswersNobodyWhoAsksAfterIt() throws Exception {
    CompletionStage<Optional<String>> before = loader.load("a");
    loader.outdate(cached::clear);
    CompletionStage<Optional<String>> after = loader.load("a");

    queries.get(0).answer.complete(Map.of("a", "old"));
    assertThat(cached).isEmpty();
    queries.get(1).answer.complete(Map.of("a", "new"));

    assertThat(await(before)).contains("old");
    assertThat(await(after)).contains("new");
    assertThat(cached).containsExactly(Map.entry("a", Optional.of("new")));
  }
}
