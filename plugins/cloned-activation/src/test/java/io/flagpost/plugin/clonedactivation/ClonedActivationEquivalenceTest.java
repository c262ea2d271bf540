package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.clonedactivation.ActivationStream.Trait;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

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
@Execution(ExecutionMode.CONCURRENT)
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
      new SideBySideRun(settings, random, tally)
          .run(stream, 10 + 2 * more + random.nextInt(25), 20);
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
      new SideBySideRun(settings, random, tally).run(stream, LONG / 20, 500);
    }
    return tally;
  }
}
