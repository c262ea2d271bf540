package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@link Story#LEAKED_LICENSE}: an office uses its license as it should, until the key is published
 * and hundreds of others do, too. The first of them are let in, until the license's limit is
 * reached; the others get by without.
 */
final class LeakedLicense implements Source {
  private static final double LEAKED_AT = 0.62;
  private static final int OFFICE = 5;
  private static final int LIMIT = 25;
  private static final int ZONE = 1;

  private final double share;
  private final Timeline time;
  private final List<Machine> office = new ArrayList<>();
  private final List<Machine> others = new ArrayList<>();

  /**
   * @param machines how many get hold of the key
   */
  LeakedLicense(double share, Timeline time, int machines, Registrar registrar) {
    this.share = share;
    this.time = time;
    DemoProduct product = DemoProduct.DRAFTING;
    IssuedLicense license = registrar.issue(product, issued -> issued.limitedTo(LIMIT));
    registrar.note(StoryLabel.license(story(), license.key()));
    registrar.note(StoryLabel.product(story(), product.id()));
    int customer = registrar.customers();
    int letIn = Math.min(LIMIT - OFFICE, machines / 4);
    for (int host = 0; host < OFFICE; host++) {
      String activation = registrar.activate(license, true);
      office.add(
          machine(registrar, license, activation, Places.customer(customer, 10 + host), 3_000));
    }
    for (int number = 0; number < machines; number++) {
      String activation =
          number < letIn ? registrar.activate(license, true) : registrar.identifier();
      registrar.note(StoryLabel.activation(story(), activation));
      registrar.note(StoryLabel.network(story(), Places.leakerNetwork(number)));
      int host = 2 + registrar.random().nextInt(250);
      others.add(machine(registrar, license, activation, Places.leaker(number, host), 0));
    }
  }

  private Machine machine(
      Registrar registrar, IssuedLicense license, String activation, String address, long sent) {
    return new Machine(
        new Installation(
            DemoProduct.DRAFTING, license.key(), activation, registrar.user(), address),
        DemoData.API_KEY,
        story(),
        Habits.draw(registrar.random(), 7 / time.days(0, 1)),
        sent);
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return ofOffice(hour) + ofOthers(hour);
  }

  private double ofOffice(Instant moment) {
    return OFFICE * Rhythm.OFFICE.at(moment, ZONE);
  }

  private double ofOthers(Instant moment) {
    return spread(time.progress(moment)) * Rhythm.HOME.at(moment, ZONE);
  }

  /** How many have it: few, then ever more, then as good as all who want it. */
  private double spread(double progress) {
    double since = (progress - LEAKED_AT) / (1 - LEAKED_AT);
    return since < 0 ? 0 : others.size() / (1 + Math.exp(5 - 12 * since));
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    double progress = time.progress(receivedAt);
    double ofOthers = ofOthers(receivedAt);
    boolean isOther = random.nextDouble() * (ofOffice(receivedAt) + ofOthers) < ofOthers;
    Machine machine =
        isOther
            ? others.get(random.nextInt((int) Math.ceil(spread(progress))))
            : office.get(random.nextInt(OFFICE));
    return machine.send(
        receivedAt, machine.product().installed(progress, machine.habits().lag()), random);
  }

  @Override
  public Story story() {
    return Story.LEAKED_LICENSE;
  }
}
