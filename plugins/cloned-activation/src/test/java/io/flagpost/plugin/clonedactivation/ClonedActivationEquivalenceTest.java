package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.clonedactivation.ActivationStream.Trait;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Folding finds what reading the earlier records for each record ({@link HistoryCheck}) finds. All
 * differences that are meant:
 *
 * <ul>
 *   <li><b>A memory of more than 64 records</b> ({@link Memory}) is not complete: the fold finds
 *       less, where only a forgotten record contradicts; and names another earlier record where
 *       several contradict. Where its last record with a time was stored later than 64 that were
 *       received after it, the fold compares with the last of those (sign {@code time_backwards}).
 *   <li><b>Beyond 1,000 records</b> in the window, the reference sees the newest 1,000; the fold
 *       remembers of all of the window, and finds more.
 *   <li><b>A record that is stored late</b>, behind others that were received after it: the
 *       reference's window ends at the record's receipt, the fold's at the latest receipt, so the
 *       fold finds less.
 *   <li><b>A record that is stored too late</b> (checks.lateness) is in no state: later ones are
 *       compared with it in the reference only, and the fold finds less.
 *   <li>In both of those, the one record that decides about {@code time_backwards} can be another.
 * </ul>
 */
class ClonedActivationEquivalenceTest {
  /** How many records the long streams have; a million takes a minute. */
  private static final int LONG = Integer.getInteger("flagpost.fold.records", 100_000);

  private static final int SMALL_STREAMS = 10_000;
  private static final Set<Trait> HONEST = EnumSet.of(Trait.QUEUES, Trait.RETRIES, Trait.SPOOL);

  @Test
  void smallStreamsRaiseTheSame() {
    Tally tally = new Tally();
    for (int seed = 0; seed < SMALL_STREAMS; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      Set<Trait> traits = EnumSet.noneOf(Trait.class);
      for (Trait each : Trait.values()) {
        if (random.nextInt(3) == 0) {
          traits.add(each);
        }
      }
      Duration window = Duration.ofSeconds(60 + random.nextInt(3_000_000));
      ClonedActivationSettings settings =
          new ClonedActivationSettings(
              window,
              1 + random.nextInt(3),
              Duration.ofMillis(random.nextInt(4_000)),
              random.nextInt(3) == 0 ? random.nextInt(6) : 0,
              random.nextBoolean() ? Duration.ofMinutes(10) : window.dividedBy(50));
      int more = random.nextInt(40) == 0 ? 200 : 0;
      ActivationStream stream =
          new ActivationStream(random, window, 5 + more + random.nextInt(40), traits);
      new Run(settings, random, tally).run(stream, 10 + 2 * more + random.nextInt(25), 20);
    }
    tally.print("small streams");
    assertThat(tally.flagged).isGreaterThan(20_000);
    assertThat(tally.records - tally.flagged).isGreaterThan(100_000);
    assertThat(tally.missed).isLessThan(tally.reference / 500);
    assertThat(tally.complete).isGreaterThan(100_000);
  }

  @Test
  void ofHonestCopiesNothingIsRaised() {
    Tally tally = longStream(HONEST, 700);
    tally.print("honest");
    assertThat(tally.flagged + tally.reference).isZero();
  }

  @Test
  void copiesThatRunNowAreFoundAsBefore() {
    Tally tally = longStream(EnumSet.of(Trait.CLONES, Trait.RETRIES, Trait.SILENCES), 500);
    tally.print("clones side by side");
    assertThat(tally.flagged).isGreaterThan(LONG / 20);
    assertThat(tally.missed).isZero();
  }

  @Test
  void restoredCopiesAreFoundAsBefore() {
    Tally tally = longStream(EnumSet.of(Trait.RESTORES, Trait.USERS, Trait.SILENCES), 300);
    tally.print("restored copies");
    assertThat(tally.flagged).isGreaterThan(LONG / 20);
    assertThat(tally.missed).isZero();
  }

  @Test
  void ofCopiesThatAreOfflineForLongMostIsFound() {
    Tally tally = longStream(EnumSet.of(Trait.CLONES, Trait.QUEUES, Trait.SPOOL), 500);
    tally.print("clones with queues");
    assertThat(tally.missed).isLessThan(tally.reference / 20);
  }

  @Test
  void ofEverythingAtOnceMostIsFound() {
    Tally tally = longStream(EnumSet.allOf(Trait.class), 300);
    tally.print("everything");
    assertThat(tally.missed).isLessThan(tally.reference / 20);
  }

  private static Tally longStream(Set<Trait> traits, int inWindow) {
    Tally tally = new Tally();
    for (int seed = 0; seed < 4; seed++) {
      Random random = new Random((seed + 1) * 0x9E3779B97F4A7C15L);
      ClonedActivationSettings settings =
          new ClonedActivationSettings(
              Duration.ofDays(30), 2, Duration.ofSeconds(2), 0, Duration.ofMinutes(10));
      ActivationStream stream = new ActivationStream(random, settings.window(), inWindow, traits);
      new Run(settings, random, tally).run(stream, LONG / 20, 500);
    }
    return tally;
  }

  /** How often what happened. */
  private static final class Tally {
    private int records;
    private int flagged;
    private int reference;
    private int complete;
    private int missed;
    private final Map<String, Integer> missedSigns = new TreeMap<>();
    private int otherLast;
    private int otherEvidence;
    private int moreThanStored;
    private int lessThanStored;

    void print(String of) {
      System.out.println(
          of
              + ": "
              + records
              + " records, "
              + complete
              + " with a complete memory; flagged "
              + flagged
              + ", by the reference "
              + reference
              + "; missed "
              + missedSigns
              + ", another last record "
              + otherLast
              + ", another earlier record named "
              + otherEvidence
              + "; over what is stored, more "
              + moreThanStored
              + ", less "
              + lessThanStored);
    }
  }

  /** The fold of one activation beside the reference. */
  private static final class Run {
    private final ClonedActivationCheck check;
    private final ClonedActivationSettings settings;
    private final Window window;
    private final Random random;
    private final Tally tally;
    private final KeyFold<ActivationState> fold;
    private final HistoryRun stored;
    private final HistoryRun folded;
    private final List<Telemetry> records = new ArrayList<>();
    private Instant lastTooLate = Instant.MIN;
    private boolean disordered;

    Run(ClonedActivationSettings settings, Random random, Tally tally) {
      this.settings = settings;
      this.window = new Window(settings.window());
      this.random = random;
      this.tally = tally;
      this.check = new ClonedActivationCheck(settings);
      Duration lateness = settings.window().multipliedBy(1 + random.nextInt(16)).dividedBy(8);
      FakeRegistry registry = new FakeRegistry();
      this.fold = new KeyFold<>(check, registry, lateness);
      HistoryCheck reference = new HistoryCheck(settings);
      this.stored = new HistoryRun(reference, registry);
      this.folded = new HistoryRun(reference, registry);
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
      long comparable = inWindow.stream().filter(Run::isComparable).count();
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
}
