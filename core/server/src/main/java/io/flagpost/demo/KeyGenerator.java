package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * {@link Story#KEY_GENERATOR}: somebody has found out how license keys look, and tries thousands of
 * them within a week; some are used again. Few go on after that.
 */
final class KeyGenerator implements Source {
  private static final double BEGUN_AT = 0.7;
  private static final double WEEK_LATER = 0.78;
  private static final double AFTERWARDS = 0.06;
  private static final double AGAIN = 0.15;
  private static final int REMEMBERED = 200;
  private static final int NETWORKS = 24;
  private static final DemoProduct PRODUCT = DemoProduct.BACKUP;

  private final double share;
  private final Timeline time;
  private final Deque<Machine> recent = new ArrayDeque<>();

  KeyGenerator(double share, Timeline time, Registrar registrar) {
    this.share = share;
    this.time = time;
    registrar.note(StoryLabel.product(story(), PRODUCT.id()));
    for (int number = 0; number < NETWORKS; number++) {
      registrar.note(StoryLabel.network(story(), Places.generatorNetwork(number)));
    }
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    double progress = time.progress(hour);
    if (progress < BEGUN_AT) {
      return 0;
    }
    double rhythm = Rhythm.STEADY.at(hour, 0);
    return progress < WEEK_LATER ? rhythm : AFTERWARDS * rhythm;
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    Machine machine = random.nextDouble() < AGAIN ? recent.poll() : null;
    if (machine == null) {
      machine = next(random);
    }
    recent.add(machine);
    if (recent.size() > REMEMBERED) {
      recent.remove();
    }
    return machine.send(receivedAt, PRODUCT.installed(time.progress(receivedAt), 0), random);
  }

  private Machine next(SplittableRandom random) {
    Installation installation =
        new Installation(
            PRODUCT,
            PRODUCT.licenseKey(random),
            Registrar.identifier(random),
            Registrar.user(random),
            Places.generator(random.nextInt(NETWORKS), 2 + random.nextInt(250)));
    return new Machine(installation, DemoData.API_KEY, story(), new Habits(0, 0, true, true), 0);
  }

  @Override
  public Story story() {
    return Story.KEY_GENERATOR;
  }
}
