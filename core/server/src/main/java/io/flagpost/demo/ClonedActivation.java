package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@link Story#CLONED_ACTIVATION}: the image of an activated machine is copied, and the copies send
 * side by side, each with a counter of its own that goes on where the image's was.
 */
final class ClonedActivation implements Source {
  private static final double COPIED_AT = 0.45;
  private static final int COPIES = 5;
  private static final int ZONE = -6;

  private final double share;
  private final Timeline time;
  private final Machine original;
  private final List<Machine> copies = new ArrayList<>();
  private boolean copied;

  ClonedActivation(double share, Timeline time, Registrar registrar) {
    this.share = share;
    this.time = time;
    DemoProduct product = DemoProduct.AUDIO;
    IssuedLicense license = registrar.issue(product, issued -> issued.limitedTo(5));
    String activation = registrar.activate(license, true);
    String user = registrar.user();
    registrar.note(StoryLabel.license(story(), license.key()));
    registrar.note(StoryLabel.activation(story(), activation));
    registrar.note(StoryLabel.product(story(), product.id()));
    Habits habits = new Habits(0, 400, true, true);
    original =
        new Machine(
            new Installation(
                product,
                license.key(),
                activation,
                user,
                Places.customer(registrar.customers(), 10)),
            DemoData.API_KEY,
            story(),
            habits,
            1_200);
    for (int number = 0; number < COPIES; number++) {
      registrar.note(StoryLabel.network(story(), Places.copyNetwork(number)));
      Installation copy =
          new Installation(product, license.key(), activation, user, Places.copy(number, 20));
      copies.add(new Machine(copy, DemoData.API_KEY, story(), habits, 0));
    }
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return Rhythm.OFFICE.at(hour, ZONE) + ofCopies(hour);
  }

  private double ofCopies(Instant moment) {
    return time.progress(moment) < COPIED_AT ? 0 : COPIES * Rhythm.STEADY.at(moment, ZONE);
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    double progress = time.progress(receivedAt);
    if (progress >= COPIED_AT && !copied) {
      copied = true;
      copies.forEach(copy -> copy.continueAfter(original));
    }
    double ofCopies = ofCopies(receivedAt);
    boolean isCopy =
        random.nextDouble() * (Rhythm.OFFICE.at(receivedAt, ZONE) + ofCopies) < ofCopies;
    Machine machine = isCopy ? copies.get(random.nextInt(COPIES)) : original;
    return machine.send(receivedAt, machine.product().installed(progress, 0), random);
  }

  @Override
  public Story story() {
    return Story.CLONED_ACTIVATION;
  }
}
