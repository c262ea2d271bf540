package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgHistoryTest {
  private static final Duration DAY = Duration.ofDays(1);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private VerdictRig rig;
  private final LongAdder queries = new LongAdder();

  @BeforeEach
  void open() {
    rig = new VerdictRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void recordsOfOneGroupSeeEachOtherInTheOrderOfTheirIds() {
    rig.putAll(List.of(of("l", "a"), of("l", "a"), of("l", "a")));
    List<StoredRecord> all = rig.all();
    PgHistory history = history(all);

    assertThat(ids(await(history.of(all.get(0)).ofActivation(DAY)))).isEmpty();
    assertThat(ids(await(history.of(all.get(1)).ofActivation(DAY))))
        .containsExactly(all.get(0).recordId());
    assertThat(ids(await(history.of(all.get(2)).ofActivation(DAY))))
        .containsExactly(all.get(1).recordId(), all.get(0).recordId());
  }

  @Test
  void aPastRecordTellsWhatChecksCompare() {
    Instant occurred = Instant.parse("2030-01-01T00:00:00Z");
    rig.put(
        request()
            .receivedAt(now.minusSeconds(1))
            .occurredAt(occurred)
            .sequence(7L)
            .fields(fields("1", "user", "l", "a", "g"))
            .build());
    rig.put(of("l", "b"));
    List<StoredRecord> all = rig.all();

    PastRecord past = await(history(all).of(all.get(1)).ofLicense(DAY)).get(0);

    assertThat(past.recordId()).isEqualTo(all.get(0).recordId());
    assertThat(past.receivedAt()).isEqualTo(now.minusSeconds(1));
    assertThat(past.clientAddress()).isEqualTo("192.0.2.7");
    assertThat(past.userIdentifier()).contains("user");
    assertThat(past.activationIdentifier()).contains("a");
    assertThat(past.productVersion()).contains("1.0.1");
    assertThat(past.occurredAt()).contains(occurred);
    assertThat(past.sequence()).contains(7L);
  }

  @Test
  void twoHundredAndFiftySixRecordsCostOneQueryForEachKind() {
    List<StoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      requests.add(
          request()
              .nonce("n" + i % 50)
              .fields(fields("1", "u", "l" + i % 100, "a" + i, "g"))
              .build());
    }
    rig.putAll(requests);
    List<StoredRecord> all = rig.all();
    PgHistory history = history(all);

    for (StoredRecord record : all) {
      await(history.of(record).ofLicense(DAY));
      await(history.of(record).ofActivation(DAY));
      await(history.of(record).ofNonce(DAY));
    }

    assertThat(all).hasSize(256);
    assertThat(queries.sum()).isEqualTo(3);
    assertThat(await(history.of(all.get(255)).ofNonce(DAY))).hasSizeBetween(4, 5);
  }

  @Test
  void onlyWhatHasItAllInCommonIsHistory() {
    rig.put(request().environment("staging").fields(fields("1", "u", "l", "a", "g")).build());
    rig.put(request().apiKeyId(2).nonce("n").fields(fields("1", "u", "x", "a", "g")).build());
    rig.put(request().apiKeyId(1).nonce("m").fields(fields("1", "u", "l", "b", "g")).build());
    rig.put(request().apiKeyId(1).nonce("n").fields(fields("1", "u", "y", "z", "g")).build());
    rig.put(request().apiKeyId(1).nonce("n").fields(fields("1", "u", "l", "a", "g")).build());
    List<StoredRecord> all = rig.all();
    History history = history(all).of(all.get(4));

    assertThat(ids(await(history.ofLicense(DAY)))).containsExactly(all.get(2).recordId());
    assertThat(ids(await(history.ofActivation(DAY)))).isEmpty();
    assertThat(ids(await(history.ofNonce(DAY)))).containsExactly(all.get(3).recordId());
  }

  @Test
  void aRecordWithoutTheFieldHasNoHistoryAndCostsNoQuery() {
    rig.put(request().nonce(null).fields(TelemetryFields.NONE).build());
    rig.put(request().nonce(null).fields(TelemetryFields.NONE).build());
    List<StoredRecord> all = rig.all();
    History history = history(all).of(all.get(1));

    assertThat(await(history.ofLicense(DAY))).isEmpty();
    assertThat(await(history.ofActivation(DAY))).isEmpty();
    assertThat(await(history.ofNonce(DAY))).isEmpty();
    assertThat(await(history.ofNonce(Duration.ZERO))).isEmpty();
    assertThat(queries.sum()).isZero();
  }

  @Test
  void aWindowBeyondAllTimeHoldsEverything() {
    rig.put(of("l", "a"));
    rig.put(of("l", "a"));
    List<StoredRecord> all = rig.all();

    assertThat(await(history(all).of(all.get(1)).ofLicense(Duration.ofSeconds(Long.MAX_VALUE))))
        .hasSize(1);
  }

  /** Against what a naive look at all records says, whatever the batch is. */
  @Test
  void theAnswerDoesNotDependOnTheBatch() {
    Random random = new Random(4);
    List<StoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      // Times of receipt that do not rise with the ids, as after a replay.
      long back = random.nextInt(20) == 0 ? random.nextInt(7_200) : random.nextInt(60);
      String license = random.nextInt(4) == 0 ? "rare" + random.nextInt(20) : "often";
      requests.add(at(now.minusSeconds(back), license));
    }
    rig.putAll(requests);
    List<StoredRecord> all = rig.all();
    List<StoredRecord> sparse = all.stream().filter(record -> record.id() % 97 == 0).toList();
    List<StoredRecord> dense = all.subList(2_000, 2_256);

    for (Duration window : List.of(Duration.ofSeconds(30), Duration.ofHours(1), DAY)) {
      for (List<StoredRecord> batch : List.of(sparse, dense, all.subList(2_999, 3_000))) {
        PgHistory history = history(batch);
        for (StoredRecord record : batch) {
          assertThat(ids(await(history.of(record).ofLicense(window))))
              .isEqualTo(naive(all, record, window));
        }
      }
    }
  }

  /** Old times of receipt behind new ones: a neighbour's longer look back takes no one's room. */
  @Test
  void aNeighbourThatLooksFurtherBackTakesNoRoom() {
    Instant old = now.minus(Duration.ofHours(12));
    List<StoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      requests.add(at(now, "l"));
    }
    for (int i = 0; i < 1_100; i++) {
      requests.add(at(old, "l"));
    }
    rig.putAll(requests.subList(0, 300));
    rig.putAll(requests.subList(300, 1_400));
    rig.put(at(old.plusSeconds(1), "l"));
    rig.put(at(now.plusSeconds(1), "l"));
    List<StoredRecord> all = rig.all();
    List<StoredRecord> batch = all.subList(1_400, 1_402);
    PgHistory history = history(batch);

    assertThat(await(history.of(batch.get(0)).ofLicense(Duration.ofHours(1)))).hasSize(1_000);
    assertThat(ids(await(history.of(batch.get(1)).ofLicense(Duration.ofHours(1)))))
        .isEqualTo(naive(all, batch.get(1), Duration.ofHours(1)))
        .hasSize(300);
    assertThat(queries.sum()).isEqualTo(2);
  }

  /** As a walk does: one batch after the other, each with what the one before left. */
  @Test
  void theAnswerDoesNotDependOnWhatTheLastBatchLeft() {
    Random random = new Random(5);
    List<StoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      // At first nearly in order, then with many that come late.
      int late = random.nextInt(i < 2_500 ? 5 : 4_000);
      String license = random.nextInt(5) == 0 ? "some" + random.nextInt(5) : "often";
      requests.add(at(now.minusSeconds(8_000).plusSeconds(2L * i - late), license));
    }
    rig.putAll(requests);
    List<StoredRecord> all = rig.all();
    for (Duration window : List.of(Duration.ofSeconds(90), Duration.ofMinutes(45), DAY)) {
      HistoryWindows known = HistoryWindows.NONE;
      for (int start = 0; start < all.size(); ) {
        int end = Math.min(all.size(), start + 1 + random.nextInt(400));
        List<StoredRecord> batch = all.subList(start, end);
        PgHistory history = history(batch, known);
        for (StoredRecord record : batch) {
          List<UUID> answer = ids(await(history.of(record).ofLicense(window)));
          if (record.id() % 7 == 0) {
            assertThat(answer).isEqualTo(naive(all, record, window));
          }
        }
        known = history.windows();
        start = end;
      }
    }
  }

  /** What was read is not read again: it could be gone. */
  @Test
  void ofAKeyThatTheLastBatchAskedForOnlyNewRecordsAreRead() throws SQLException {
    List<StoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      requests.add(at(now, "often")); // one time for all: ids come in any order
    }
    rig.putAll(requests);
    List<StoredRecord> all =
        rig.all().stream().sorted(Comparator.comparingLong(StoredRecord::id)).toList();
    List<StoredRecord> first = all.subList(1_000, 1_100);
    List<StoredRecord> second = all.subList(1_100, 1_200);
    PgHistory before = history(first);
    await(before.of(first.get(0)).ofLicense(DAY));
    HistoryWindows known = before.windows();
    long last = first.get(0).id();
    try (Connection connection = rig.database.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM telemetry WHERE id < " + last);
    }

    assertThat(ids(await(history(second, known).of(second.get(50)).ofLicense(DAY))))
        .isEqualTo(naive(all, second.get(50), DAY))
        .hasSize(History.LIMIT);
    assertThat(await(history(second).of(second.get(50)).ofLicense(DAY))).hasSize(150);
    assertThat(queries.sum()).isEqualTo(3);
  }

  private static List<UUID> naive(List<StoredRecord> all, StoredRecord record, Duration window) {
    Instant end = record.telemetry().receivedAt().minus(window);
    return all.stream()
        .filter(
            other ->
                other.id() < record.id()
                    && other.telemetry().receivedAt().isAfter(end)
                    && other.telemetry().licenseKey().equals(record.telemetry().licenseKey()))
        .sorted(Comparator.comparingLong(StoredRecord::id).reversed())
        .limit(History.LIMIT)
        .map(StoredRecord::recordId)
        .toList();
  }

  private PgHistory history(List<StoredRecord> batch) {
    return history(batch, HistoryWindows.NONE);
  }

  private PgHistory history(List<StoredRecord> batch, HistoryWindows known) {
    return new PgHistory(rig.vertx.getOrCreateContext(), rig.pool, batch, known, queries);
  }

  private static StoreRequest at(Instant received, String license) {
    return request().receivedAt(received).fields(fields("1", "u", license, "a", "g")).build();
  }

  private static StoreRequest of(String license, String activation) {
    return request().fields(fields("1", "u", license, activation, "g")).build();
  }

  private static List<UUID> ids(List<PastRecord> past) {
    return past.stream().map(PastRecord::recordId).toList();
  }
}
