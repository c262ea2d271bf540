package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@link Story#TEST_FARM}: machines that build and test every night under one license, which allows
 * for as many. All are activated, run what was released, and sit in one network.
 */
final class FarmOfTests implements Source {
  private static final int ADDRESSES = 14;
  private static final int USERS = 40;
  private static final int LARGEST = 200;
  private static final DemoProduct PRODUCT = DemoProduct.AUDIO;

  private final double share;
  private final Timeline time;
  private final List<Machine> machines = new ArrayList<>();

  /**
   * @param number how many machines
   */
  FarmOfTests(double share, Timeline time, int number, Registrar registrar) {
    this.share = share;
    this.time = time;
    IssuedLicense license = registrar.issue(PRODUCT, issued -> issued.limitedTo(LARGEST));
    registrar.note(StoryLabel.license(story(), license.key()));
    registrar.note(StoryLabel.network(story(), Places.FARM));
    registrar.note(StoryLabel.product(story(), PRODUCT.id()));
    for (int machine = 0; machine < number; machine++) {
      Installation installation =
          new Installation(
              PRODUCT,
              license.key(),
              registrar.activate(license, true),
              "ci-runner-" + (1 + machine % USERS),
              Places.farm(10 + machine % ADDRESSES));
      Habits habits = new Habits(0, 0, true, true);
      machines.add(
          new Machine(
              installation, DemoData.API_KEY, story(), habits, registrar.random().nextInt(20_000)));
    }
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return Rhythm.NIGHTLY.at(hour, 1);
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    Machine machine = machines.get(random.nextInt(machines.size()));
    return machine.send(receivedAt, PRODUCT.installed(time.progress(receivedAt), 0), random);
  }

  @Override
  public Story story() {
    return Story.TEST_FARM;
  }
}
