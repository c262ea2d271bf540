package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@link Story#CRACKED_VERSION}: a patched build, which asks for no license and names one that was
 * never issued, doubles its machines every few days. A second build follows the vendor's next
 * version.
 */
final class CrackedVersion implements Source {
  private static final double CRACKED_AT = 0.5;
  private static final double DOUBLINGS = 7.5;
  private static final double SECOND_AT = 0.8;
  private static final double TAKE_THE_SECOND = 0.4;
  private static final int ZONE = 3;
  private static final String KEY = "FERN-00000-00000-00000-00000";
  private static final DemoProduct PRODUCT = DemoProduct.DRAFTING;

  private static final Release FIRST = patched(2);
  private static final Release SECOND = patched(3);

  private final double share;
  private final Timeline time;
  private final List<Machine> machines = new ArrayList<>();

  /**
   * @param number how many machines run it in the end
   */
  CrackedVersion(double share, Timeline time, int number, Registrar registrar) {
    this.share = share;
    this.time = time;
    registrar.note(StoryLabel.license(story(), KEY));
    registrar.note(StoryLabel.product(story(), PRODUCT.id()));
    for (Release build : List.of(FIRST, SECOND)) {
      registrar.note(StoryLabel.version(story(), build.version()));
      registrar.note(StoryLabel.checksum(story(), build.checksum()));
    }
    for (int machine = 0; machine < number; machine++) {
      registrar.note(StoryLabel.network(story(), Places.crackerNetwork(machine)));
      Installation installation =
          new Installation(
              PRODUCT,
              KEY,
              registrar.identifier(),
              registrar.user(),
              Places.cracker(machine, 2 + registrar.random().nextInt(250)));
      Habits habits = Habits.draw(registrar.random(), 7 / time.days(0, 1));
      machines.add(new Machine(installation, DemoData.API_KEY, story(), habits, 0));
    }
  }

  private static Release patched(int release) {
    Release genuine = PRODUCT.releases().get(release);
    return new Release(
        genuine.version(),
        Release.checksum(PRODUCT.name() + " " + genuine.version() + ", patched"),
        genuine.at());
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return spread(time.progress(hour)) * Rhythm.HOME.at(hour, ZONE);
  }

  private double spread(double progress) {
    double left = (1 - progress) / (1 - CRACKED_AT);
    return left > 1 ? 0 : machines.size() * Math.pow(2, -DOUBLINGS * left);
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    double progress = time.progress(receivedAt);
    int number = random.nextInt((int) Math.ceil(spread(progress)));
    boolean isSecond = progress >= SECOND_AT && number < TAKE_THE_SECOND * spread(progress);
    return machines.get(number).send(receivedAt, isSecond ? SECOND : FIRST, random);
  }

  @Override
  public Story story() {
    return Story.CRACKED_VERSION;
  }
}
