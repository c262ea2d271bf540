package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupCacheTest {
  private static final int CAPACITY = 100;
  private static final RegistrySettings SETTINGS =
      new RegistrySettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          CAPACITY,
          CAPACITY,
          1_000,
          1_000,
          Duration.ofSeconds(20),
          Duration.ofSeconds(1));

  private final ManualTicker ticker = new ManualTicker();
  private final Map<String, String> table = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final LookupCache<String, String> cache =
      new LookupCache<>("test values", SETTINGS, ticker, this::query);

  private boolean away;

  private Future<Map<String, String>> query(List<String> keys) {
    asked.addAll(keys);
    if (away) {
      return Future.failedFuture(new ConnectException("nobody there"));
    }
    Map<String, String> found = new HashMap<>(table);
    found.keySet().retainAll(keys);
    return Future.succeededFuture(found);
  }

  @Test
  void whatIsRememberedAnswersAtOnceWithoutAQuery() throws Exception {
    table.put("here", "value");
    await(cache.get("here"));
    await(cache.get("nowhere"));
    asked.clear();

    assertThat(cache.get("here")).isCompletedWithValueMatching(found -> found.isPresent());
    assertThat(cache.get("nowhere")).isCompletedWithValueMatching(found -> found.isEmpty());
    assertThat(asked).isEmpty();
  }

  @Test
  void aFloodOfInventedKeysPushesNoRealOneOut() throws Exception {
    for (int i = 0; i < CAPACITY; i++) {
      table.put("real-" + i, "value");
      await(cache.get("real-" + i));
    }
    for (int i = 0; i < 50 * CAPACITY; i++) {
      await(cache.get("invented-" + i));
    }
    asked.clear();

    for (String key : table.keySet()) {
      assertThat(await(cache.get(key))).contains("value");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void theUnknownIsAskedForAgainSoonerThanTheKnown() throws Exception {
    table.put("here", "value");
    await(cache.get("here"));
    await(cache.get("nowhere"));
    asked.clear();

    ticker.advance(SETTINGS.unknownTtl());
    await(cache.get("here"));
    await(cache.get("nowhere"));
    assertThat(asked).containsExactly("nowhere");

    ticker.advance(SETTINGS.lookupTtl().minus(SETTINGS.unknownTtl()));
    await(cache.get("here"));
    assertThat(asked).containsExactly("nowhere", "here");
  }

  @Test
  void whileNobodyAnswersWhatExistedStaysInForceHoweverOld() throws Exception {
    table.put("here", "value");
    await(cache.get("here"));
    away = true;

    for (int day = 0; day < 3; day++) {
      ticker.advance(Duration.ofDays(1));
      assertThat(await(cache.get("here"))).contains("value");
      assertThat(cache.get("here")).isCompletedWithValueMatching(Optional::isPresent);
    }
    assertThat(cache.isAvailable()).isFalse();

    away = false;
    table.put("here", "changed");
    ticker.advance(SETTINGS.probeInterval());
    await(cache.get("here")); // the old one, and a look whether somebody answers again
    assertThat(await(cache.get("here"))).contains("changed");
    assertThat(cache.isAvailable()).isTrue();
  }

  @Test
  void whileNobodyAnswersWhatIsNotKnownFailsAtOnce() throws Exception {
    await(cache.get("nowhere"));
    away = true;
    ticker.advance(SETTINGS.unknownTtl());

    assertThat(failure(cache.get("nowhere"))).isInstanceOf(LookupUnavailableException.class);
    assertThat(failure(cache.get("new"))).isInstanceOf(LookupUnavailableException.class);
    assertThat(asked).containsExactly("nowhere", "nowhere");
  }

  @Test
  void whatExistsNoMoreIsNotKnownAnyMore() throws Exception {
    table.put("here", "value");
    await(cache.get("here"));
    table.remove("here");
    ticker.advance(SETTINGS.lookupTtl());
    assertThat(await(cache.get("here"))).isEmpty();
    away = true;
    ticker.advance(SETTINGS.unknownTtl());

    assertThat(failure(cache.get("here"))).isInstanceOf(LookupUnavailableException.class);
  }

  @Test
  void clearingForgetsBoth() throws Exception {
    table.put("here", "old");
    await(cache.get("here"));
    await(cache.get("new"));
    table.put("here", "changed");
    table.put("new", "made");

    cache.clear();

    assertThat(await(cache.get("here"))).contains("changed");
    assertThat(await(cache.get("new"))).contains("made");
  }

  @Test
  void noAskerCanChangeWhatAnotherGets() throws Exception {
    table.put("here", "value");
    var mine = cache.get("here");
    mine.toCompletableFuture().obtrudeException(new IllegalStateException("mine only"));

    assertThat(await(cache.get("here"))).contains("value");
  }
}
