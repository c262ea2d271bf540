package io.flagpost.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.verdicts.HistoryRun.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HistoryRunTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  /** Times that rise with the ids, nearly do, and do not. */
  @Test
  void everyAnswerIsWhatALookAtEachRowFinds() {
    Random random = new Random(7);
    for (int disorder : List.of(0, 3, 500)) {
      List<Past> rows = new ArrayList<>();
      for (int id = 1_500; id > 0; id--) {
        int late = disorder == 0 ? 0 : random.nextInt(disorder);
        rows.add(past(2L * id, START.plusSeconds(id - late)));
      }
      HistoryRun run = new HistoryRun(rows, false);
      for (int i = 0; i < 500; i++) {
        long id = random.nextInt(3_100);
        Instant end = START.plusSeconds(random.nextInt(1_600) - 50L);
        assertThat(run.below(id, end)).isEqualTo(naive(rows, id, end));
      }
    }
  }

  @Test
  void anAnswerOfRisingTimesIsAViewAndNoCopy() {
    HistoryRun run = new HistoryRun(List.of(past(3, 3), past(2, 2), past(1, 1)), false);

    assertThat(run.below(3, START.plusSeconds(1))).isInstanceOf(HistoryView.class).hasSize(1);
    assertThat(run.below(9, START)).isInstanceOf(HistoryView.class).hasSize(3);
  }

  @Test
  void nothingAsOldAsTheEndIsInAnAnswer() {
    Instant end = START.plusNanos(1_500);
    HistoryRun run =
        new HistoryRun(
            List.of(past(2, START.plusNanos(2_000)), past(1, START.plusNanos(1_000))), false);

    assertThat(run.below(9, end)).hasSize(1);
    assertThat(run.below(9, START.plusNanos(1_000))).hasSize(1);
    assertThat(run.below(9, START.plusNanos(999))).hasSize(2);
  }

  private static List<PastRecord> naive(List<Past> rows, long id, Instant end) {
    return rows.stream()
        .filter(row -> row.id() < id && row.record().receivedAt().isAfter(end))
        .limit(History.LIMIT)
        .map(Past::record)
        .toList();
  }

  private static Past past(long id, long seconds) {
    return past(id, START.plus(Duration.ofSeconds(seconds)));
  }

  private static Past past(long id, Instant received) {
    return new Past(
        id,
        HistoryRun.micros(received),
        new PastRecord(
            new UUID(0, id),
            received,
            "192.0.2.1",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }
}
