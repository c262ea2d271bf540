package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ReferenceRunTest {
  private static final Instant NOW = SampleRecords.RECEIVED_AT;
  private static final Duration DAY = Duration.ofDays(1);

  private final ReferenceRun run = new ReferenceRun(new Repeated(), new FakeRegistry());

  @Test
  void theCheckSeesTheRecordsThatItIsGiven() {
    run.store(at(NOW.minusSeconds(60)));
    Telemetry record = at(NOW);

    assertThat(run.judge(record, run.earlier(NOW, DAY, 10))).hasSize(1);
    assertThat(run.judge(record, List.of())).isEmpty();
  }

  @Test
  void theEarlierOnesAreThoseOfTheWindowTheNewestFirst() {
    Telemetry old = at(NOW.minus(DAY));
    Telemetry one = at(NOW.minusSeconds(60));
    Telemetry next = at(NOW.minusSeconds(30));
    run.store(old);
    run.store(one);
    run.store(next);

    assertThat(ids(run.earlier(NOW, DAY, 10))).containsExactly(next.recordId(), one.recordId());
    assertThat(ids(run.earlier(NOW, DAY, 1))).containsExactly(next.recordId());
  }

  @Test
  void whatIsForgottenIsNoLongerThere() {
    Telemetry kept = at(NOW);
    run.store(at(NOW.minusSeconds(1)));
    run.store(kept);

    run.forgetUntil(NOW.minusSeconds(1));

    assertThat(ids(run.earlier(NOW, DAY, 10))).containsExactly(kept.recordId());
  }

  private static Telemetry at(Instant received) {
    return SampleRecords.complete(UUID.randomUUID(), received).build();
  }

  private static List<UUID> ids(List<PastRecord> records) {
    return records.stream().map(PastRecord::recordId).toList();
  }

  /** Flags every record that is not the first of its license. */
  private static final class Repeated implements RedFlagCheck {
    @Override
    public String id() {
      return "repeated";
    }

    @Override
    public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
      return context
          .history()
          .ofLicense(DAY)
          .thenApply(
              earlier ->
                  earlier.isEmpty()
                      ? List.<Flag>of()
                      : List.of(Flag.of("repeated", Severity.LOW, "Not the first.")));
    }
  }
}
