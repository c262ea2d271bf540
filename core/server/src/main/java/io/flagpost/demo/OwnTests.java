package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The vendor's own machines, in the environment for tests: some run what is not released yet. */
final class OwnTests implements Source {
  private static final int MACHINES = 6;
  private static final double UNRELEASED = 0.25;
  private static final int ZONE = 1;

  private final double share;
  private final Timeline time;
  private final List<Machine> machines = new ArrayList<>();

  OwnTests(double share, Timeline time, Registrar registrar) {
    this.share = share;
    this.time = time;
    for (DemoProduct product : DemoProduct.ALL) {
      IssuedLicense license =
          registrar.issue(
              product, DemoData.STAGING, "Quality assurance", issued -> issued.limitedTo(MACHINES));
      for (int host = 0; host < MACHINES; host++) {
        Installation installation =
            new Installation(
                product,
                license.key(),
                registrar.activate(license, true),
                "qa-" + (1 + host),
                Places.customer(0, 10 + host));
        machines.add(
            new Machine(
                installation, DemoData.STAGING_API_KEY, null, new Habits(0, 0, true, true), 0));
      }
    }
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public double weight(Instant hour) {
    return Rhythm.OFFICE.at(hour, ZONE);
  }

  @Override
  public Message send(Instant receivedAt, SplittableRandom random) {
    Machine machine = machines.get(random.nextInt(machines.size()));
    DemoProduct product = machine.product();
    boolean isUnreleased = random.nextDouble() < UNRELEASED;
    return machine.send(
        receivedAt,
        isUnreleased ? product.next("-rc1") : product.installed(time.progress(receivedAt), 0),
        random);
  }

  @Override
  public @Nullable Story story() {
    return null;
  }
}
