package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks through the records while more are stored. */
@Timeout(120)
class WalkTest extends WalkFixture {
  private static final int WRITERS = 4;
  private static final int PER_WRITER = 2_500;

  @Test
  void aWalkBesideFourWritersSeesEveryRecordOnce() throws Exception {
    PgTelemetryStore otherNode = openStore();
    TelemetryReader reader = openReader(ReaderSettings.DEFAULTS);
    Set<String> written = ConcurrentHashMap.newKeySet();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    for (int w = 0; w < WRITERS; w++) {
      PgTelemetryStore node = w % 2 == 0 ? store : otherNode;
      @Nullable String keys = w < 2 ? "writer " + w : null;
      writers.execute(
          () -> {
            write(node, keys, written);
            writing.decrementAndGet();
          });
    }

    List<String> seen = walkUntil(reader, () -> writing.get() == 0);
    writers.shutdown();
    assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    await(reader.close());
    await(otherNode.close());

    assertThat(seen).hasSize(WRITERS * PER_WRITER).doesNotHaveDuplicates();
    assertThat(Set.copyOf(seen)).isEqualTo(Set.copyOf(written));
  }

  /**
   * Stores records, some at a time.
   *
   * @param keys what their idempotency keys begin with; null: they have none
   */
  private static void write(PgTelemetryStore node, @Nullable String keys, Set<String> written) {
    List<Future<StoreOutcome>> wave = new ArrayList<>();
    for (int i = 0; i < PER_WRITER; i++) {
      StoreRequest request =
          keys == null ? request().build() : request().key(key(keys + "/" + i, "c")).build();
      written.add(request.record().recordId().toString());
      wave.add(node.append(request));
      if (wave.size() == 25) {
        await(Future.all(wave));
        wave.clear();
      }
    }
  }

  /** The event ids of all records, in the order of the walk, which ends once no more come. */
  private static List<String> walkUntil(TelemetryReader reader, BooleanSupplier noMoreCome) {
    List<String> seen = new ArrayList<>();
    long after = 0;
    boolean last = false;
    while (!last) {
      last = noMoreCome.getAsBoolean();
      Page page;
      do {
        page = read(reader, after);
        for (ObjectNode record : page.records()) {
          seen.add(record.get("event_id").textValue());
          after = record.get("id").longValue();
        }
      } while (page.nextAfterId() != null);
    }
    return seen;
  }

  @Test
  void aRecordIsSeenRightAfterItWasStored() {
    TelemetryReader reader = openReader(ReaderSettings.DEFAULTS);
    Map<String, Boolean> seen = new HashMap<>();

    long after = 0;
    for (int i = 0; i < 100; i++) {
      StoreRequest request = request().build();
      await(store.append(request));
      Page page = read(reader, after);
      assertThat(page.records()).hasSize(1);
      after = page.records().get(0).get("id").longValue();
      seen.put(page.records().get(0).get("event_id").textValue(), true);
      assertThat(seen).containsKey(request.record().recordId().toString());
    }
    await(reader.close());
  }
}
