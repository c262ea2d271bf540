package io.flagpost.demo;

import io.flagpost.demo.Machine.Flaw;
import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Customers of a part of the world, with what goes wrong among honest people: licenses that end,
 * clocks in the wrong zone, values with a comma, requests that are sent twice, a trial of the next
 * version.
 */
final class OrdinaryUse implements Source {
  private static final double USED_BY_MORE = 0.01;
  private static final double ENDS = 0.012;
  private static final double BLOCKED = 0.002;
  private static final double DEACTIVATED = 0.004;
  private static final double TRIES_THE_NEXT = 0.002;
  private static final double FLAWED = 0.004;
  private static final double TWICE = 0.0006;

  /** Some machines send much more than others. */
  private static final double UNEVENNESS = 1.5;

  /** So many of them are there from the beginning. */
  private static final double AT_FIRST = 0.8;

  private final double share;
  private final Timeline time;
  private final Rhythm rhythm;
  private final int zone;
  private final @Nullable DemoProduct only;
  private final List<Machine> machines = new ArrayList<>();
  private final List<Boolean> triesNext = new ArrayList<>();
  private @Nullable Message repeatable;

  /**
   * @param zone the hours by which their clocks are ahead of UTC
   * @param only the one product that they have; null for any
   */
  OrdinaryUse(double share, Timeline time, Rhythm rhythm, int zone, @Nullable DemoProduct only) {
    this.share = share;
    this.time = time;
    this.rhythm = rhythm;
    this.zone = zone;
    this.only = only;
  }

  /** Has so many machines, about. */
  OrdinaryUse with(int number, Registrar registrar) {
    while (machines.size() < number) {
      customer(registrar);
    }
    return this;
  }

  private void customer(Registrar registrar) {
    SplittableRandom random = registrar.random();
    DemoProduct product = only == null ? any(random) : only;
    boolean large = random.nextDouble() < USED_BY_MORE;
    int size = large ? 8 + random.nextInt(12) : 1 + (int) Math.min(4, random.nextExponential());
    IssuedLicense license = registrar.issue(product, terms(random, Math.max(5, size)));
    for (int host = 0; host < size; host++) {
      boolean active = random.nextDouble() >= DEACTIVATED;
      Installation installation =
          new Installation(
              product,
              license.key(),
              registrar.activate(license, active),
              registrar.user(),
              Places.customer(registrar.customers(), 10 + host));
      Habits habits = Habits.draw(random, week());
      machines.add(
          new Machine(installation, DemoData.API_KEY, null, habits, random.nextInt(5_000)));
      triesNext.add(random.nextDouble() < TRIES_THE_NEXT);
    }
  }

  private UnaryOperator<IssuedLicense> terms(SplittableRandom random, int activations) {
    double kind = random.nextDouble();
    Instant end = time.at(0.3 + 0.6 * random.nextDouble());
    return license ->
        kind < ENDS
            ? license.limitedTo(activations).until(end)
            : kind < ENDS + BLOCKED
                ? license.limitedTo(activations).blocked()
                : license.limitedTo(activations);
  }

  private static DemoProduct any(SplittableRandom random) {
    double place = random.nextDouble();
    for (DemoProduct product : DemoProduct.ALL) {
      place -= product.popularity();
      if (place < 0) {
        return product;
      }
    }
    return DemoProduct.ALL.get(0);
  }

  private double week() {
    return 7 / time.days(0, 1);
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return there(time.progress(hour)) * rhythm.at(hour, zone);
  }

  /** What part of the machines is there. */
  private static double there(double progress) {
    return AT_FIRST + (1 - AT_FIRST) * progress;
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    Message before = repeatable;
    if (before != null && random.nextDouble() < TWICE) {
      repeatable = null;
      return new Message(receivedAt, before.apiKey(), before.address(), before.body(), null);
    }
    double progress = time.progress(receivedAt);
    double place = Math.pow(random.nextDouble(), UNEVENNESS) * there(progress);
    int number = (int) (place * machines.size());
    Machine machine = machines.get(number);
    Message sent =
        machine.send(
            receivedAt,
            triesNext.get(number)
                ? machine.product().next("-beta")
                : machine.product().installed(progress, machine.habits().lag()),
            flaw(random),
            random);
    if (machine.habits().nonces() && !machine.habits().events()) {
      repeatable = sent;
    }
    return sent;
  }

  private static Flaw flaw(SplittableRandom random) {
    double place = random.nextDouble();
    return place < FLAWED / 2 ? Flaw.NO_DATA_GROUP : place < FLAWED ? Flaw.NO_NUMBER : Flaw.NONE;
  }

  @Override
  public @Nullable Story story() {
    return null;
  }
}
