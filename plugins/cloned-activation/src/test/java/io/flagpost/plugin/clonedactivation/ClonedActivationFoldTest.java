package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.testkit.EventGenerator;
import io.flagpost.plugin.testkit.EventGenerator.Event;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.testkit.ReferenceRun;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is raised on which records of an activation. */
class ClonedActivationFoldTest extends ActivationFoldFixture {
  @Test
  void whatOneCopyDoesRaisesNothing() {
    assertThat(raised(sent(1L, 0))).isEmpty();
    assertThat(raised(sent(1L, 0), sent(2L, 60))).isEmpty();
    // From the offline queue, and a retry.
    assertThat(raised(sent(1L, 0), sent(4L, 180), sent(3L, 120), sent(2L, 60))).isEmpty();
    assertThat(raised(sent(1L, 0), sent(2L, 60), sent(2L, 60))).isEmpty();
    // Two threads that count and stamp at once, a clock that was set back.
    assertThat(raised(sent(3L, 0), sent(2L, 2))).isEmpty();
    assertThat(raised(sent(2L, 0), sent(3L, -86_400))).isEmpty();
    assertThat(raised(sent(null, null), sent(null, null))).isEmpty();
    assertThat(raised(sent(null, 0), sent(null, -600))).isEmpty();
    // Stored after one that came later.
    assertThat(raised(sentLater(2L, null), sent(1L, null))).isEmpty();
    assertThat(raised(sentLater(null, 3_600), sent(null, 0))).isEmpty();
  }

  @Test
  void whatTwoCopiesDoIsRaisedByItsSign() {
    assertThat(signs(sent(1L, 0), sent(2L, 60), sent(2L, 61))).isEqualTo("sequence_repeated");
    assertThat(signs(sent(2L, null), sent(2L, null))).isEqualTo("sequence_repeated");
    assertThat(signs(sent(100L, 0), sent(5L, 60))).isEqualTo("time_ahead_of_sequence");
    assertThat(signs(sent(2L, null), sent(1L, null))).isEqualTo("sequence_backwards");
    assertThat(signs(sent(null, 0), sent(null, -601))).isEqualTo("time_backwards");
    assertThat(signs(by("a"), by("b"))).isEqualTo("users");
  }

  @Test
  void theEvidenceShowsBothRecords() {
    Telemetry original = sent(7L, 0);

    List<Flag> flags = raised(original, sent(7L, 30));

    assertThat(flags).hasSize(1);
    assertThat(flags.get(0).severity()).isEqualTo(Severity.HIGH);
    assertThat(flags.get(0).evidence())
        .isEqualTo(
            Map.of(
                "signs", "sequence_repeated",
                "users", "1",
                "address", "192.0.2.1",
                "sequence", "7",
                "occurred_at", "2026-01-02T12:00:30Z",
                "earlier_record", original.recordId().toString(),
                "earlier_sequence", "7",
                "earlier_occurred_at", "2026-01-02T12:00:00Z",
                "earlier_received_at", "2026-01-02T13:00:00Z",
                "earlier_address", "192.0.2.1"));
  }

  @Test
  void theThresholdsAreTheOperators() {
    assertThat(raised(LENIENT, sent(10L, null), sent(7L, null))).isEmpty();
    assertThat(raised(LENIENT, sent(10L, null), sent(6L, null))).hasSize(1);
    assertThat(raised(LENIENT, sent(10L, null), sent(10L, null))).hasSize(1);
    assertThat(raised(LENIENT, by("a"), by("b"))).isEmpty();
  }

  @Test
  void numbersAndTimesAtBothEndsOfTheirRangeAreCompared() {
    Telemetry never = SampleRecords.complete().occurredAt(Instant.MIN).build();
    Telemetry last = SampleRecords.complete().occurredAt(Instant.MAX).build();
    assertThat(signs(last, never)).isEqualTo("time_backwards");
    assertThat(raised(never, last)).isEmpty();
    assertThat(raised(sent(Long.MAX_VALUE, null), sent(Long.MIN_VALUE, null))).hasSize(1);
    ClonedActivationSettings anyTime =
        new ClonedActivationSettings(
            MONTH, 1, Duration.ofSeconds(Long.MAX_VALUE), 0, Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(raised(anyTime, last, never)).isEmpty();
  }

  @Test
  void aRecordIsComparedUntilExactlyAWindowAfterIt() {
    Telemetry first = received(NOON, 9L, 0);
    assertThat(raised(first, received(NOON.plus(MONTH).minus(MICRO), 8L, 60))).hasSize(1);
    assertThat(raised(first, received(NOON.plus(MONTH), 8L, 60))).isEmpty();
  }

  @Test
  void aRecordThatIsOlderThanTheWindowIsJudgedAndChangesNothing() {
    KeyFold<ActivationState> run = run(check);
    run.fold(received(NOON, 5L, 0));
    byte[] before = run.encoded();
    assertThat(run.fold(received(NOON.minus(MONTH), 5L, 1))).hasSize(1);
    assertThat(run.encoded()).isEqualTo(before);
  }

  @Test
  void aNumberThatIsForgottenStillSaysThatTheActivationCounts() {
    KeyFold<ActivationState> run = run(check);
    run.fold(received(NOON, 5L, 0));
    for (int i = 1; i <= Memory.RECENT; i++) {
      run.fold(received(NOON.plus(Duration.ofHours(11L * i)), null, 11 * 3_600 * i));
    }
    // The clock was set back: of a higher number that means nothing.
    assertThat(run.fold(received(NOON.plus(MONTH).minus(MICRO), 6L, 0))).isEmpty();
    assertThat(signs(received(NOON, null, 9_999), received(NOON, 6L, 0)))
        .isEqualTo("time_backwards");
  }

  @Test
  void aCopyThatIsBehindIsFoundHoweverManyRecordsTheOtherSent() {
    KeyFold<ActivationState> run = run(check);
    ReferenceRun history = new ReferenceRun(new HistoryCheck(DEFAULT), new FakeRegistry());
    Telemetry ahead = received(NOON, 1_000_000L, 0);
    run.fold(ahead);
    history.store(ahead);
    int missed = 0;
    for (int i = 1; i <= 1_100; i++) {
      Instant moment = NOON.plus(Duration.ofMinutes(20L * i));
      Telemetry record = received(moment, (long) i, 1_200 * i);
      assertThat(run.fold(record)).hasSize(1);
      missed +=
          history.judge(record, history.earlier(moment, MONTH, History.LIMIT)).isEmpty() ? 1 : 0;
      history.store(record);
    }
    assertThat(missed).as("by the reference, which sees 1,000 records").isEqualTo(100);
  }

  @Test
  void ofOlderRecordsTheEarliestTimeAndTheHighestNumberOfASpanAreKept() {
    // As two copies whose clocks were set may have sent them.
    KeyFold<ActivationState> run = run(check);
    run.fold(received(NOON.plusSeconds(1), 50L, 500));
    run.fold(received(NOON.plusSeconds(2), 70L, 100));
    run.fold(received(NOON.plusSeconds(3), 60L, 300));
    run.fold(received(NOON.plusSeconds(4), 90L, 900));
    run.fold(received(NOON.plusSeconds(5), 80L, 700));
    Instant now = muchLater(run);
    assertThat(earlierNumber(run.fold(received(now, 65L, 103)))).isEqualTo("70");
    assertThat(earlierNumber(run.fold(received(now, 64L, 102)))).isEqualTo("none");
    assertThat(earlierNumber(run.fold(received(now, 85L, 903)))).isEqualTo("90");
    assertThat(earlierNumber(run.fold(received(now, 84L, 902)))).isEqualTo("none");
  }

  @Test
  void ofOlderRecordsTheHighestNumberWithoutATimeIsKept() {
    KeyFold<ActivationState> run = run(check);
    run.fold(received(NOON.plusSeconds(1), 50L, null));
    run.fold(received(NOON.plusSeconds(2), 70L, null));
    run.fold(received(NOON.plusSeconds(3), 60L, null));
    Instant now = muchLater(run);
    assertThat(earlierNumber(run.fold(received(now, 71L, -9_999)))).isEqualTo("none");
    assertThat(earlierNumber(run.fold(received(now, 69L, -9_999)))).isEqualTo("70");
  }

  /** Lets so many others come that all before them are older ones. */
  private static Instant muchLater(KeyFold<ActivationState> run) {
    Instant later = NOON.plus(Duration.ofDays(20));
    for (int i = 0; i < Memory.RECENT; i++) {
      run.fold(received(later.plusSeconds(i), i - 1_000L, 9_000 + i));
    }
    return later.plus(Duration.ofHours(1));
  }

  private static String earlierNumber(List<Flag> flags) {
    return flags.isEmpty()
        ? "none"
        : flags.get(0).evidence().getOrDefault("earlier_sequence", "none");
  }

  @Test
  void ofHonestCopiesNoneIsFlaggedInWhateverOrderTheirRecordsArrive() {
    List<Event> sent = new ArrayList<>(EventGenerator.seeded(11).honest(5, 2).take(3_000));
    Collections.shuffle(sent, new Random(11));
    assertThat(flaggedLicenses(sent)).isEmpty();
  }

  @Test
  void ofClonesAtLeastOneCopyIsFlaggedAndNoActivationWithoutClone() {
    EventGenerator events = EventGenerator.seeded(12).honest(10, 1);
    List<Event> sent = new ArrayList<>(events.take(100));
    sent.addAll(events.clones(5).take(300));
    assertThat(flaggedLicenses(sent))
        .containsOnly("license-1", "license-2", "license-3", "license-4", "license-5");
  }

  private static List<Flag> raised(Telemetry... records) {
    return raised(DEFAULT, records);
  }

  /** What is raised on the last one, where nothing is raised before. */
  private static List<Flag> raised(ClonedActivationSettings settings, Telemetry... records) {
    KeyFold<ActivationState> run = run(new ClonedActivationCheck(settings));
    for (int i = 0; i < records.length - 1; i++) {
      assertThat(run.fold(records[i])).isEmpty();
    }
    return run.fold(records[records.length - 1]);
  }

  private static @Nullable String signs(Telemetry... records) {
    List<Flag> flags = raised(records);
    assertThat(flags).hasSize(1);
    return flags.get(0).evidence().get("signs");
  }

  private List<String> flaggedLicenses(List<Event> sent) {
    Map<String, KeyFold<ActivationState>> runs = new HashMap<>();
    List<String> flagged = new ArrayList<>();
    for (Event each : sent) {
      Telemetry record = each.record();
      String activation = record.activationIdentifier().orElseThrow();
      if (!runs.computeIfAbsent(activation, any -> run(check)).fold(record).isEmpty()) {
        flagged.add(record.licenseKey().orElseThrow());
      }
    }
    return flagged;
  }

  /** A record with this sequence number, made so many seconds after noon. */
  private static Telemetry sent(@Nullable Long sequence, @Nullable Integer secondsAfterNoon) {
    return received(NOON.plus(Duration.ofHours(1)), sequence, secondsAfterNoon);
  }

  private static Telemetry sentLater(@Nullable Long sequence, @Nullable Integer secondsAfterNoon) {
    return received(NOON.plus(Duration.ofHours(2)), sequence, secondsAfterNoon);
  }
}
