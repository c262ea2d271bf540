package io.flagpost.demo;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Who sends, and what the vendor's registry has on them.
 *
 * @param sources everybody; their shares sum up to 1
 * @param registrar has issued what they have
 */
record Cast(List<Source> sources, Registrar registrar) {
  private static final double LEAK = 0.07;
  private static final double CLONE = 0.012;
  private static final double GENERATOR = 0.05;
  private static final double CRACK = 0.06;
  private static final double FARM = 0.06;
  private static final double SILENT = 0.028;
  private static final double OWN = 0.02;

  /** What is left for ordinary use, and its parts. */
  private static final double ORDINARY = 1 - LEAK - CLONE - GENERATOR - CRACK - FARM - SILENT - OWN;

  private static final double EUROPE = 0.45;
  private static final double AMERICA = 0.3;
  private static final double ASIA = 0.1;
  private static final double AT_HOME = 0.15;

  /** What a machine in ordinary use sends in a day. */
  private static final double RECORDS_A_DAY = 1.2;

  private static final int LEAST_MACHINES = 20;
  private static final int MOST_IN_A_STORY = 400;

  Cast {
    sources = List.copyOf(sources);
  }

  /** The one that a plan is played with. */
  static Cast of(DemoDataPlan plan) {
    Timeline time = new Timeline(plan);
    Registrar registrar = new Registrar(new SplittableRandom(plan.seed()));
    long records = plan.records();
    int ordinary =
        (int) Math.max(LEAST_MACHINES, ORDINARY * records / (plan.days() * RECORDS_A_DAY));
    List<Source> sources =
        List.of(
            new LeakedLicense(
                LEAK, time, machines(LEAK * records / 35, 12, MOST_IN_A_STORY), registrar),
            new ClonedActivation(CLONE, time, registrar),
            new KeyGenerator(GENERATOR, time, registrar),
            new CrackedVersion(
                CRACK, time, machines(CRACK * records / 30, 10, MOST_IN_A_STORY), registrar),
            new FarmOfTests(FARM, time, machines(FARM * records / 75, 16, 160), registrar),
            new SilentLicenses(SILENT, time, machines(SILENT * records / 150, 3, 40), registrar),
            new OwnTests(OWN, time, registrar),
            ordinary(EUROPE, ordinary, time, Rhythm.OFFICE, 1, registrar),
            ordinary(AMERICA, ordinary, time, Rhythm.OFFICE, -6, registrar),
            ordinary(ASIA, ordinary, time, Rhythm.OFFICE, 8, registrar),
            new OrdinaryUse(AT_HOME * ORDINARY, time, Rhythm.HOME, 1, DemoProduct.AUDIO)
                .with((int) (AT_HOME * ordinary), registrar));
    return new Cast(sources, registrar);
  }

  private static Source ordinary(
      double part, int machines, Timeline time, Rhythm rhythm, int zone, Registrar registrar) {
    return new OrdinaryUse(part * ORDINARY, time, rhythm, zone, null)
        .with((int) (part * machines), registrar);
  }

  private static int machines(double wanted, int least, int most) {
    return (int) Math.max(least, Math.min(most, wanted));
  }
}
