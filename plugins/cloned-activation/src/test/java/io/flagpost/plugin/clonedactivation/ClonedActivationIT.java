package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.testkit.EventGenerator;
import io.flagpost.plugin.testkit.EventGenerator.Event;
import io.flagpost.plugin.testkit.FakeHistory;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.FoldRun;
import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClonedActivationIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  @RegisterExtension
  static final LoadedPlugin LENIENT =
      LoadedPlugin.built().configuredWith(Map.of("reorder", 3, "most-users", 2));

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    Telemetry anotherActivation =
        SampleRecords.complete().activationIdentifier("activation-2").userIdentifier("b").build();
    return List.of(
        VerdictSample.of("the first record", sent(1L, 0)),
        VerdictSample.of("number and time rise", sent(2L, 60)).after(sent(1L, 0)),
        VerdictSample.of("a record from the offline queue", sent(2L, 60))
            .after(sent(1L, 0), sent(4L, 180), sent(3L, 120)),
        VerdictSample.of("a retry without idempotency key", sent(2L, 60))
            .after(sent(1L, 0), sent(2L, 60)),
        VerdictSample.of("two threads that count and stamp at once", sent(2L, 2))
            .after(sent(3L, 0)),
        VerdictSample.of("a clock that was set back", sent(3L, -86_400)).after(sent(2L, 0)),
        VerdictSample.of("neither number nor time", sent(null, null)).after(sent(null, null)),
        VerdictSample.of("time alone, a little back", sent(null, -600)).after(sent(null, 0)),
        VerdictSample.of("a number without time, stored after one that came later", sent(1L, null))
            .after(sentLater(2L, null)),
        VerdictSample.of("a time without number, stored after one that came later", sent(null, 0))
            .after(sentLater(null, 3_600)),
        VerdictSample.of("another activation's user and number", anotherActivation)
            .after(sent(9L, 0)));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("a number used twice", sent(2L, 61))
            .after(sent(1L, 0), sent(2L, 60))
            .raises("cloned_activation"),
        VerdictSample.of("a second counter behind the first", sent(5L, 60))
            .after(sent(100L, 0))
            .raises("cloned_activation"),
        VerdictSample.of("a number without time used twice", sent(2L, null))
            .after(sent(2L, null))
            .raises("cloned_activation"),
        VerdictSample.of("numbers without times run backwards", sent(1L, null))
            .after(sent(2L, null))
            .raises("cloned_activation"),
        VerdictSample.of("times without numbers run backwards", sent(null, -601))
            .after(sent(null, 0))
            .raises("cloned_activation"),
        VerdictSample.of("two users", by("b")).after(by("a")).raises("cloned_activation"));
  }

  @Test
  void theEvidenceShowsBothRecords() {
    Telemetry original = sent(7L, 0);
    Telemetry clone = sent(7L, 30);

    List<Finding> findings =
        PLUGIN.judgeStored(clone, new FakeRegistry(), FakeHistory.of(original)).findings();

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.flag().severity()).isEqualTo(Severity.HIGH);
              assertThat(finding.flag().evidence())
                  .containsEntry("signs", "sequence_repeated")
                  .containsEntry("users", "1")
                  .containsEntry("sequence", "7")
                  .containsEntry("occurred_at", "2026-01-02T12:00:30Z")
                  .containsEntry("earlier_record", original.recordId().toString())
                  .containsEntry("earlier_sequence", "7")
                  .containsEntry("earlier_occurred_at", "2026-01-02T12:00:00Z");
            });
  }

  @Test
  void twoCopiesWhoseRecordsComeInOneGroupAreFoundAndAgainWhenCheckedAnew() {
    Telemetry original = sent(7L, 0);
    Telemetry clone = sent(7L, 1);
    FakeHistory group = FakeHistory.of(original, clone);
    FakeRegistry registry = new FakeRegistry();

    for (int again = 0; again < 2; again++) {
      assertThat(PLUGIN.codesStored(original, registry, group)).isEmpty();
      assertThat(PLUGIN.codesStored(clone, registry, group)).containsExactly("cloned_activation");
    }
  }

  @Test
  void ofHonestCopiesNoneIsFlaggedInWhateverOrderTheirRecordsArrive() {
    EventGenerator events = EventGenerator.seeded(11).honest(5, 2);
    List<Event> sent = new ArrayList<>(events.take(600));
    Collections.shuffle(sent, new Random(11));

    FoldRun run = PLUGIN.foldRun(events.registry());

    assertThat(sent).allSatisfy(event -> assertThat(run.codes(event.record())).isEmpty());
  }

  @Test
  void ofClonesAtLeastOneCopyIsFlaggedAndNoActivationWithoutClone() {
    EventGenerator events = EventGenerator.seeded(12).honest(10, 1);
    FoldRun run = PLUGIN.foldRun(events.registry()).rereadingEvery(30);
    run.readAgain(events.take(100).stream().map(Event::record).toList());
    events.clones(5);

    List<String> flagged = new ArrayList<>();
    for (Event event : events.take(300)) {
      if (!run.codes(event.record()).isEmpty()) {
        flagged.add(event.record().licenseKey().orElseThrow());
      }
    }

    assertThat(flagged)
        .contains("license-1", "license-2", "license-3", "license-4", "license-5")
        .doesNotContain("license-6", "license-7", "license-8", "license-9", "license-10");
  }

  @Test
  void theThresholdsAreTheOperators() {
    FakeRegistry registry = new FakeRegistry();
    FakeHistory history = FakeHistory.of(sent(10L, null));

    assertThat(LENIENT.codesStored(sent(7L, null), registry, history)).isEmpty();
    assertThat(LENIENT.codesStored(sent(6L, null), registry, history))
        .containsExactly("cloned_activation");
    assertThat(LENIENT.codesStored(sent(10L, null), registry, history))
        .containsExactly("cloned_activation");
    assertThat(LENIENT.codesStored(by("b"), registry, FakeHistory.of(by("a")))).isEmpty();
  }

  @Test
  void numbersAndTimesAtBothEndsOfTheirRangeAreCompared() {
    Telemetry never = SampleRecords.complete().occurredAt(Instant.MIN).build();
    Telemetry last = SampleRecords.complete().occurredAt(Instant.MAX).build();
    assertThat(PLUGIN.codesStored(never, new FakeRegistry(), FakeHistory.of(last)))
        .containsExactly("cloned_activation");
    assertThat(PLUGIN.judgeStored(last, new FakeRegistry(), FakeHistory.of(never)).pending())
        .isEmpty();
    assertThat(
            PLUGIN.codesStored(
                sent(Long.MIN_VALUE, null),
                new FakeRegistry(),
                FakeHistory.of(sent(Long.MAX_VALUE, null))))
        .containsExactly("cloned_activation");
  }

  /** A record with this sequence number, made so many seconds after noon. */
  private static Telemetry sent(@Nullable Long sequence, @Nullable Integer secondsAfterNoon) {
    return received(NOON.plus(Duration.ofHours(1)), sequence, secondsAfterNoon);
  }

  private static Telemetry sentLater(@Nullable Long sequence, @Nullable Integer secondsAfterNoon) {
    return received(NOON.plus(Duration.ofHours(2)), sequence, secondsAfterNoon);
  }

  private static Telemetry received(
      Instant moment, @Nullable Long sequence, @Nullable Integer secondsAfterNoon) {
    return SampleRecords.complete(UUID.randomUUID(), moment)
        .sequence(sequence)
        .occurredAt(secondsAfterNoon == null ? null : NOON.plusSeconds(secondsAfterNoon))
        .build();
  }

  private static Telemetry by(String user) {
    return SampleRecords.complete().userIdentifier(user).build();
  }
}
