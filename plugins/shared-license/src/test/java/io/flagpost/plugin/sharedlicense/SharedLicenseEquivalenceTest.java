package io.flagpost.plugin.sharedlicense;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.testkit.ReferenceRun;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Folding finds what counting anew for each record ({@link HistoryCheck}) finds. All differences
 * that are meant:
 *
 * <ul>
 *   <li><b>Beyond 1,000 records</b> in the window, the reference sees the newest 1,000; the fold
 *       sees all of the window and finds more, never less.
 *   <li><b>A record that is stored late</b>, behind others that were received after it: the
 *       reference's window ends at the record's receipt, the fold's at the latest receipt, so the
 *       fold finds less, never more.
 *   <li><b>A record that is stored too late</b> (checks.lateness) is in no state: later ones see it
 *       in the reference only, and the fold finds less, never more.
 *   <li><b>Evidence {@code records}</b>: the fold leaves out the records of the window's oldest
 *       64th, and does not end at 1,001.
 * </ul>
 */
@Execution(ExecutionMode.CONCURRENT)
class SharedLicenseEquivalenceTest {
  /** How many records the long streams have; a million takes a minute. */
  private static final int LONG = Integer.getInteger("flagpost.fold.records", 100_000);

  private static final int SMALL_STREAMS = 10_000;
  private static final Instant NOW = SampleRecords.RECEIVED_AT;

  @Test
  void smallStreamsRaiseTheSame() {
    Tally tally = new Tally();
    for (int seed = 0; seed < SMALL_STREAMS; seed++) {
      Random random = new Random(seed);
      Duration window = Duration.ofSeconds(1 + random.nextInt(200_000));
      int values = 1 + random.nextInt(14);
      SharedLicenseSettings settings =
          new SharedLicenseSettings(
              window, most(random, values), most(random, values), most(random, values));
      LicenseStream stream = new LicenseStream(random, window, values, 1 + random.nextInt(40));
      new Comparison(settings, random, tally).run(stream, 10 + random.nextInt(20), 16, 1);
    }
    tally.print("small streams");
    assertThat(tally.flagged).isGreaterThan(20_000);
    assertThat(tally.records - tally.flagged).isGreaterThan(50_000);
    assertThat(tally.moreThanReference).isZero();
    assertThat(tally.lessThanReference).isPositive().isLessThan(tally.flagged / 100);
  }

  private static int most(Random random, int values) {
    return Math.max(1, values * 2 / 3 + random.nextInt(values));
  }

  @Test
  void longStreamsRaiseTheSame() {
    Tally tally = new Tally();
    int[] values = {3, 8, 40, 40};
    int[] inWindow = {100, 50, 60, 300};
    for (int i = 0; i < values.length; i++) {
      Random random = new Random((i + 1) * 0x9E3779B97F4A7C15L);
      Duration window = Duration.ofDays(1);
      SharedLicenseSettings settings =
          new SharedLicenseSettings(window, 2 + values[i] * 4 / 5, 2 + values[i] * 4 / 5, 10_000);
      LicenseStream stream = new LicenseStream(random, window, values[i], inWindow[i]);
      new Comparison(settings, random, tally).run(stream, LONG / values.length, 1_000, 1);
    }
    tally.print("long streams");
    assertThat(tally.flagged).isGreaterThan(LONG / 20);
    assertThat(tally.records - tally.flagged).isGreaterThan(LONG / 20);
  }

  @Test
  void beyondAThousandRecordsAllOfTheWindowCounts() {
    SharedLicenseSettings settings = new SharedLicenseSettings(Duration.ofDays(1), 1, 1, 1);
    KeyFold<LicenseUse> fold =
        new KeyFold<>(new SharedLicenseCheck(settings), new FakeRegistry(), Duration.ofDays(7));
    ReferenceRun stored = new ReferenceRun(new HistoryCheck(settings), new FakeRegistry());
    for (int i = 0; i <= History.LIMIT + 1; i++) {
      Telemetry record =
          SampleRecords.complete().userIdentifier(i == 0 ? "first" : "second").build();
      assertThat(fold.fold(record)).hasSize(i == 0 ? 0 : 1);
      assertThat(stored.judge(record, stored.earlier(NOW, settings.window(), History.LIMIT)))
          .hasSize(i == 0 || i > History.LIMIT ? 0 : 1);
      stored.store(record);
    }
  }

  @Test
  void beyondAThousandUsersTheCountStandsStill() {
    Tally tally = new Tally();
    SharedLicenseSettings settings =
        new SharedLicenseSettings(Duration.ofDays(1), History.LIMIT, 999, 10_000);
    Random random = new Random(1);
    LicenseStream stream = new LicenseStream(random, settings.window(), 40_000, 3_500);
    new Comparison(settings, random, tally).run(stream, 8_000, 1_000, 40);
    tally.print("saturated");
    assertThat(tally.saturated).isGreaterThan(100);
  }

  /** How often what happened. */
  private static final class Tally {
    private int records;
    private int flagged;
    private int saturated;
    private int otherInput;
    private int moreThanReference;
    private int lessThanReference;

    void print(String of) {
      System.out.println(
          of
              + ": "
              + records
              + " records, "
              + flagged
              + " flagged, "
              + saturated
              + " saturated, "
              + otherInput
              + " seen otherwise by the reference, "
              + moreThanReference
              + " more than the reference, "
              + lessThanReference
              + " less");
    }
  }

  /** The fold of one license beside the reference. */
  private static final class Comparison {
    private final SharedLicenseCheck check;
    private final SharedLicenseSettings settings;
    private final Random random;
    private final Tally tally;
    private final FakeRegistry registry = new FakeRegistry();
    private final KeyFold<LicenseUse> fold;
    private final ReferenceRun stored;
    private final ReferenceRun folded;
    private final Duration lateness;
    private final List<Telemetry> records = new ArrayList<>();
    private Instant lastTooLate = Instant.MIN;

    Comparison(SharedLicenseSettings settings, Random random, Tally tally) {
      this.settings = settings;
      this.random = random;
      this.tally = tally;
      this.check = new SharedLicenseCheck(settings);
      if (random.nextBoolean() && settings.mostActivations() < Latest.MOST / 2) {
        registry.license(limitedTo(1 + random.nextInt(2 * settings.mostActivations())));
      }
      this.lateness = settings.window().multipliedBy(1 + random.nextInt(6)).dividedBy(2);
      this.fold = new KeyFold<>(check, registry, lateness);
      HistoryCheck reference = new HistoryCheck(settings);
      this.stored = new ReferenceRun(reference, registry);
      this.folded = new ReferenceRun(reference, registry);
    }

    void run(LicenseStream stream, int length, int checkpointOneIn, int compareOneIn) {
      for (int i = 0; i < length; i++) {
        compare(stream.next(), random.nextInt(compareOneIn) == 0);
        if (random.nextInt(checkpointOneIn) == 0) {
          theStateIsTheWindows();
          fold.reload();
        }
        if (i % 500 == 499) {
          Instant reach = fold.now().minus(settings.window().multipliedBy(4));
          stored.forgetUntil(reach);
          folded.forgetUntil(reach);
          records.removeIf(each -> !each.receivedAt().isAfter(reach));
        }
      }
    }

    private void compare(Telemetry record, boolean compared) {
      boolean folds = fold.folds(record);
      List<Flag> flags = fold.fold(record);
      tally.records++;
      tally.flagged += flags.size();
      if (compared) {
        compare(record, flags, fold.now());
      }
      stored.store(record);
      if (folds) {
        folded.store(record);
        records.add(record);
      } else if (record.receivedAt().isAfter(lastTooLate)) {
        lastTooLate = record.receivedAt();
      }
    }

    private void compare(Telemetry record, List<Flag> flags, Instant now) {
      // Over what was folded, in the window that ends now: the same, always.
      List<PastRecord> inWindow = folded.earlier(now, settings.window(), Integer.MAX_VALUE);
      List<Flag> same = folded.judge(record, inWindow);
      assertEqual(flags.size(), same.size(), record);
      if (!flags.isEmpty()) {
        assertEvidence(record, flags.get(0), same.get(0));
      }
      // Over what is stored, as the reference sees it: but for the differences above, the same.
      List<PastRecord> earlier =
          stored.earlier(record.receivedAt(), settings.window(), History.LIMIT);
      if (earlier.equals(inWindow)) {
        return;
      }
      tally.otherInput++;
      List<Flag> other = stored.judge(record, earlier);
      if (flags.size() > other.size()) {
        tally.moreThanReference++;
        assertThat(inWindow).as("more, beyond 1,000 records").hasSizeGreaterThan(History.LIMIT);
      }
      if (flags.size() < other.size()) {
        tally.lessThanReference++;
        boolean late = record.receivedAt().isBefore(now);
        boolean blind = lastTooLate.isAfter(now.minus(settings.window()));
        assertThat(late || blind).as("less, of a record that came late").isTrue();
      }
    }

    private void assertEvidence(Telemetry record, Flag flag, Flag reference) {
      assertEqual(flag.code(), reference.code(), record);
      Map<String, String> evidence = new HashMap<>(flag.evidence());
      Map<String, String> expected = new HashMap<>(reference.evidence());
      int counted = number(evidence.remove("records"));
      int exact = number(expected.remove("records"));
      Duration step = settings.window().dividedBy(Window.STEPS).plusNanos(1_000);
      Duration whole = settings.window().minus(step);
      int atLeast = folded.earlier(fold.now(), whole, Integer.MAX_VALUE).size() + 1;
      if (counted < atLeast || counted > exact) {
        assertThat(counted).as("%s", record).isBetween(atLeast, exact);
      }
      for (String count : List.of("users", "activations", "addresses")) {
        if (number(expected.get(count)) > Latest.MOST) {
          tally.saturated++;
          expected.put(count, Integer.toString(Latest.MOST));
        }
      }
      assertEqual(evidence, expected, record);
    }

    private static int number(@Nullable String text) {
      return Integer.parseInt(String.valueOf(text));
    }

    private static void assertEqual(Object one, Object other, Telemetry record) {
      if (!one.equals(other)) { // which formats no message where there is nothing to say
        assertThat(one).as("%s", record).isEqualTo(other);
      }
    }

    /** Folding again what the window holds, and nothing else, makes the same state. */
    private void theStateIsTheWindows() {
      KeyFold<LicenseUse> again = new KeyFold<>(check, registry, Duration.ofDays(9_999));
      Instant start = fold.now().minus(settings.window());
      for (Telemetry each : records) {
        if (each.receivedAt().isAfter(start)) {
          again.fold(each);
        }
      }
      assertThat(again.encoded()).isEqualTo(fold.encoded());
    }

    private static License limitedTo(int activations) {
      return new License(
          "license",
          LicenseStatus.ACTIVE,
          Optional.empty(),
          "1",
          "production",
          OptionalInt.of(activations));
    }
  }
}
