package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.testkit.ReferenceRun;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The fold of one activation beside the reference. */
final class SideBySideRun {
  private final ClonedActivationCheck check;
  private final ClonedActivationSettings settings;
  private final Window window;
  private final Random random;
  private final Tally tally;
  private final KeyFold<ActivationState> fold;
  private final ReferenceRun stored;
  private final ReferenceRun folded;
  private final List<Telemetry> records = new ArrayList<>();
  private Instant lastTooLate = Instant.MIN;
  private boolean disordered;

  SideBySideRun(ClonedActivationSettings settings, Random random, Tally tally) {
    this.settings = settings;
    this.window = new Window(settings.window());
    this.random = random;
    this.tally = tally;
    this.check = new ClonedActivationCheck(settings);
    Duration lateness = settings.window().multipliedBy(1 + random.nextInt(16)).dividedBy(8);
    FakeRegistry registry = new FakeRegistry();
    this.fold = new KeyFold<>(check, registry, lateness);
    HistoryCheck reference = new HistoryCheck(settings);
    this.stored = new ReferenceRun(reference, registry);
    this.folded = new ReferenceRun(reference, registry);
  }

  void run(ActivationStream stream, int length, int checkpointOneIn) {
    for (int i = 0; i < length; i++) {
      Telemetry record = stream.next();
      disordered |= record.receivedAt().isBefore(fold.now());
      boolean folds = fold.folds(record);
      compare(record, fold.fold(record), fold.now());
      stored.store(record);
      if (folds) {
        folded.store(record);
        records.add(record);
      } else if (record.receivedAt().isAfter(lastTooLate)) {
        lastTooLate = record.receivedAt();
      }
      if (random.nextInt(checkpointOneIn) == 0) {
        theStateIsTheWindows();
        fold.reload();
      }
      if (i % 100 == 99) {
        Instant reach = fold.now().minus(settings.window().multipliedBy(3));
        stored.forgetUntil(reach);
        folded.forgetUntil(reach);
        records.removeIf(each -> !each.receivedAt().isAfter(reach));
      }
    }
  }

  private void compare(Telemetry record, List<Flag> flags, Instant now) {
    List<PastRecord> inWindow = folded.earlier(now, settings.window(), Integer.MAX_VALUE);
    List<Flag> same = folded.judge(record, inWindow);
    tally.records++;
    tally.flagged += flags.size();
    tally.reference += same.size();
    long comparable = inWindow.stream().filter(SideBySideRun::isComparable).count();
    if (comparable <= Memory.RECENT) {
      tally.complete++;
      if (!flags.equals(same)) {
        assertThat(flags).as("%s", record).isEqualTo(same);
      }
    } else {
      compareIncomplete(record, flags, same, inWindow);
    }
    List<PastRecord> earlier =
        stored.earlier(record.receivedAt(), settings.window(), History.LIMIT);
    if (!earlier.equals(inWindow)) {
      compareStored(record, flags, stored.judge(record, earlier), inWindow, comparable);
    }
  }

  /** What the memory of more than it can hold may and may not do. */
  private void compareIncomplete(
      Telemetry record, List<Flag> flags, List<Flag> same, List<PastRecord> inWindow) {
    if (!flags.isEmpty()) {
      Map<String, String> evidence = flags.get(0).evidence();
      if (evidence.containsKey("earlier_record")) {
        theContradictionIsReal(record, evidence, inWindow);
      }
      if (same.isEmpty()) {
        tally.otherLast++;
        assertThat(evidence).as("%s", record).containsEntry("signs", "time_backwards");
        assertThat(disordered).as("%s", record).isTrue();
      } else {
        assertThat(evidence.get("users")).isEqualTo(same.get(0).evidence().get("users"));
        tally.otherEvidence += evidence.equals(same.get(0).evidence()) ? 0 : 1;
      }
    } else if (!same.isEmpty()) {
      tally.missed++;
      theHighestNumberDoesNotContradict(record, inWindow);
      String signs = String.valueOf(same.get(0).evidence().get("signs"));
      tally.missedSigns.merge(signs, 1, Integer::sum);
      assertThat(signs).doesNotContain("users");
    }
  }

  private void theContradictionIsReal(
      Telemetry record, Map<String, String> evidence, List<PastRecord> inWindow) {
    PastRecord named =
        inWindow.stream()
            .filter(each -> each.recordId().toString().equals(evidence.get("earlier_record")))
            .findAny()
            .orElseThrow();
    Map<String, String> alone = folded.judge(record, List.of(named)).get(0).evidence();
    for (String name : alone.keySet()) {
      if (name.startsWith("earlier") || name.equals("sequence") || name.equals("occurred_at")) {
        assertThat(evidence.get(name)).isEqualTo(alone.get(name));
      }
    }
    assertThat(evidence.get("signs")).endsWith(String.valueOf(alone.get("signs")));
  }

  /** The promise of {@link Memory}: a counter that is behind now is found. */
  private void theHighestNumberDoesNotContradict(Telemetry record, List<PastRecord> inWindow) {
    long start = window.start(fold.now());
    PastRecord highest = null;
    for (PastRecord each : inWindow) {
      boolean kept =
          window.holdsAllOf(window.spanOf(Window.micros(each.receivedAt())), start)
              && !each.receivedAt().isAfter(record.receivedAt());
      if (kept && each.sequence().isPresent() && each.occurredAt().isPresent()) {
        highest = highest == null || isAbove(each, highest) ? each : highest;
      }
    }
    if (highest != null && !record.receivedAt().isBefore(fold.now())) {
      assertThat(folded.judge(record, List.of(highest))).as("%s", record).isEmpty();
    }
  }

  private static boolean isAbove(PastRecord one, PastRecord other) {
    int byNumber = Long.compare(one.sequence().orElseThrow(), other.sequence().orElseThrow());
    return byNumber > 0
        || (byNumber == 0
            && one.occurredAt().orElseThrow().isBefore(other.occurredAt().orElseThrow()));
  }

  private void compareStored(
      Telemetry record,
      List<Flag> flags,
      List<Flag> other,
      List<PastRecord> inWindow,
      long comparable) {
    boolean late = record.receivedAt().isBefore(fold.now());
    boolean blind = lastTooLate.isAfter(fold.now().minus(settings.window()));
    if (flags.size() > other.size()) {
      tally.moreThanStored++;
      boolean beyond = inWindow.size() > History.LIMIT;
      boolean last = "time_backwards".equals(flags.get(0).evidence().get("signs"));
      assertThat(beyond || (last && (late || blind || disordered))).as("%s", record).isTrue();
    }
    if (flags.size() < other.size()) {
      tally.lessThanStored++;
      assertThat(late || blind || comparable > Memory.RECENT).as("%s", record).isTrue();
    }
  }

  /** Folding again what the window holds, and nothing else, makes the same state. */
  private void theStateIsTheWindows() {
    KeyFold<ActivationState> again =
        new KeyFold<>(check, new FakeRegistry(), Duration.ofDays(9_999));
    Instant start = fold.now().minus(settings.window());
    for (Telemetry each : records) {
      if (each.receivedAt().isAfter(start)) {
        again.fold(each);
      }
    }
    if (!Arrays.equals(again.encoded(), fold.encoded())) {
      assertThat(again.encoded()).isEqualTo(fold.encoded());
    }
  }

  private static boolean isComparable(PastRecord record) {
    return record.sequence().isPresent() || record.occurredAt().isPresent();
  }
}
