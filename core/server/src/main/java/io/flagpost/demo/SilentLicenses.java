package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@link Story#SILENT_LICENSES}: customers who used the product every working day, until nothing
 * came from them any more, one after the other.
 */
final class SilentLicenses implements Source {
  private static final double FIRST_AT = 0.55;
  private static final double LAST_AT = 0.85;
  private static final int MACHINES = 2;
  private static final int ZONE = 1;

  private final double share;
  private final Timeline time;

  /** The last ones to fall silent first. */
  private final List<List<Machine>> licenses = new ArrayList<>();

  /**
   * @param number how many licenses
   */
  SilentLicenses(double share, Timeline time, int number, Registrar registrar) {
    this.share = share;
    this.time = time;
    for (int i = 0; i < number; i++) {
      DemoProduct product = DemoProduct.ALL.get(i % DemoProduct.ALL.size());
      IssuedLicense license = registrar.issue(product, issued -> issued.limitedTo(5));
      registrar.note(StoryLabel.license(story(), license.key()));
      List<Machine> machines = new ArrayList<>();
      for (int host = 0; host < MACHINES; host++) {
        Installation installation =
            new Installation(
                product,
                license.key(),
                registrar.activate(license, true),
                registrar.user(),
                Places.customer(registrar.customers(), 10 + host));
        Habits habits = new Habits(5 / time.days(0, 1), 300, true, true);
        machines.add(
            new Machine(
                installation,
                DemoData.API_KEY,
                story(),
                habits,
                registrar.random().nextInt(4_000)));
      }
      licenses.add(machines);
    }
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return left(time.progress(hour)) * Rhythm.OFFICE.at(hour, ZONE);
  }

  /** How many have not fallen silent yet. */
  private int left(double progress) {
    double place = (LAST_AT - progress) / (LAST_AT - FIRST_AT);
    return (int) Math.ceil(licenses.size() * Math.max(0, Math.min(1, place)));
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    double progress = time.progress(receivedAt);
    List<Machine> machines = licenses.get(random.nextInt(Math.max(1, left(progress))));
    Machine machine = machines.get(random.nextInt(MACHINES));
    return machine.send(
        receivedAt, machine.product().installed(progress, machine.habits().lag()), random);
  }

  @Override
  public Story story() {
    return Story.SILENT_LICENSES;
  }
}
