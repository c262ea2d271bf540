package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Records of one activation, as one or several copies send them, in the order of their ids. */
final class ActivationStream {
  /** What goes on beside honest records that come at once. */
  enum Trait {
    /** Copies are offline now and then, and deliver late in any order. */
    QUEUES,
    /** Two or three copies with a counter each. */
    CLONES,
    /** A copy counts again from an earlier number, or from the start. */
    RESTORES,
    /** Numbers, times and users are missing now and then, or always. */
    GAPS,
    /** Clocks that are wrong, and set. */
    CLOCKS,
    /** Another user now and then. */
    USERS,
    /** The same record twice. */
    RETRIES,
    /** The gateway keeps records aside and stores them behind later ones. */
    SPOOL,
    /** Nothing is sent for about as long as the window. */
    SILENCES
  }

  private static final Duration MICRO = Duration.ofNanos(1_000);

  private final Random random;
  private final Duration window;
  private final Duration pause;
  private final Set<Trait> traits;
  private final List<Copy> copies = new ArrayList<>();
  private final List<Telemetry> spooled = new ArrayList<>();
  private final List<Telemetry> ready = new ArrayList<>();
  private final int silenceOneIn;
  private Instant clock = Instant.parse("2026-01-02T03:04:05.678901Z");
  private int outage;
  private int records;

  /**
   * @param inWindow how many records the window holds, about
   */
  ActivationStream(Random random, Duration window, int inWindow, Set<Trait> traits) {
    this.random = random;
    this.window = window;
    this.pause = window.dividedBy(inWindow);
    this.traits = traits;
    this.silenceOneIn = 30 + 2 * inWindow;
    copies.add(new Copy(1));
    if (has(Trait.CLONES)) {
      copies.add(new Copy(2));
      if (random.nextBoolean()) {
        copies.add(new Copy(3));
      }
      copies.forEach(copy -> copy.number = random.nextInt(4) == 0 ? 5 : random.nextInt(200));
    }
  }

  Telemetry next() {
    while (ready.isEmpty()) {
      clock = clock.plus(step());
      send(copies.get(random.nextInt(copies.size())));
    }
    return ready.remove(0);
  }

  private void send(Copy copy) {
    Draft draft = copy.draft();
    if (has(Trait.QUEUES) && (copy.offline > 0 || random.nextInt(40) == 0)) {
      copy.offline = copy.offline > 0 ? copy.offline - 1 : 1 + random.nextInt(60);
      copy.queue.add(draft);
      if (copy.offline == 0) {
        List<Draft> delivered = new ArrayList<>(copy.queue);
        copy.queue.clear();
        if (random.nextBoolean()) {
          Collections.shuffle(delivered, random);
        } else if (random.nextBoolean()) {
          Collections.reverse(delivered);
        }
        delivered.forEach(this::receive);
      }
      return;
    }
    receive(draft);
    if (has(Trait.RETRIES) && random.nextInt(15) == 0) {
      receive(draft);
    }
  }

  private void receive(Draft draft) {
    clock = clock.plus(MICRO);
    Telemetry.Builder record =
        Telemetry.builder(new UUID(records, ~records), clock)
            .licenseKey("license")
            .activationIdentifier("activation")
            .clientAddress(draft.copy.address)
            .userIdentifier(draft.named ? draft.copy.user() : null)
            .sequence(draft.numbered ? draft.number : null)
            .occurredAt(draft.timed ? draft.stamp : null);
    records++;
    if (has(Trait.SPOOL) && (outage > 0 || random.nextInt(60) == 0)) {
      outage = outage > 0 ? outage - 1 : 1 + random.nextInt(20);
      if (random.nextInt(3) > 0) {
        spooled.add(record.build());
        return;
      }
    }
    ready.add(record.build());
    if (!spooled.isEmpty() && random.nextInt(random.nextInt(10) == 0 ? 100 : 4) == 0) {
      ready.add(spooled.remove(0));
    }
  }

  private Duration step() {
    if (has(Trait.SILENCES) && random.nextInt(silenceOneIn) == 0) {
      return window.plus(MICRO.multipliedBy(random.nextInt(3) - 1L));
    }
    return random.nextInt(10) == 0 ? Duration.ZERO : upTo(pause.multipliedBy(2));
  }

  private Duration upTo(Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() / 1_000 + 1) * 1_000);
  }

  private boolean has(Trait trait) {
    return traits.contains(trait);
  }

  private record Draft(
      Copy copy, long number, Instant stamp, boolean numbered, boolean timed, boolean named) {}

  private final class Copy {
    private final String address;
    private final int who;
    private final int numberlessOneIn;
    private final int timelessOneIn;
    private final List<Draft> queue = new ArrayList<>();
    private int offline;
    private long number;
    private Instant stamp = Instant.EPOCH;
    private Duration wrong = Duration.ZERO;

    Copy(int who) {
      this.who = who;
      this.address = "192.0.2." + who;
      this.numberlessOneIn = gaps();
      this.timelessOneIn = gaps();
    }

    private int gaps() {
      return !has(Trait.GAPS) || random.nextInt(3) == 0
          ? Integer.MAX_VALUE
          : random.nextBoolean() ? 1 : 2 + random.nextInt(20);
    }

    String user() {
      return "user-" + (has(Trait.USERS) && random.nextInt(20) == 0 ? random.nextInt(4) : 0);
    }

    Draft draft() {
      number++;
      if (has(Trait.RESTORES) && random.nextInt(60) == 0) {
        number = random.nextInt(3) == 0 ? 1 : Math.max(1, number - random.nextInt(50));
      }
      if (has(Trait.CLOCKS) && random.nextInt(30) == 0) {
        wrong = random.nextBoolean() ? Duration.ZERO : upTo(window).minus(window.dividedBy(2));
      }
      Instant time = clock.plus(wrong);
      boolean honest = !has(Trait.CLOCKS) && !has(Trait.RESTORES);
      stamp = honest && !time.isAfter(stamp) ? stamp.plusNanos(1_000) : time;
      return new Draft(
          this,
          number,
          stamp,
          random.nextInt(numberlessOneIn) > 0 || numberlessOneIn == Integer.MAX_VALUE,
          random.nextInt(timelessOneIn) > 0 || timelessOneIn == Integer.MAX_VALUE,
          !has(Trait.GAPS) || random.nextInt(10) > 0);
    }

    @Override
    public String toString() {
      return "copy " + who;
    }
  }
}
