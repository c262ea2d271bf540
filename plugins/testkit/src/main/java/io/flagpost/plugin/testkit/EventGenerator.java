package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Telemetry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Generates streams of records from many copies of one product, honest and pirated ones mixed.
 * Equal seeds and equal calls give equal records. Not thread-safe.
 *
 * <p>Every copy numbers its records with a rising {@code sequence} and dates them with a rising
 * {@code occurred_at}, a few seconds before they are received; the clock moves on by up to a minute
 * from one record to the next.
 */
public final class EventGenerator {
  /** The product of all copies. */
  public static final String PRODUCT = "1";

  /** Its version. */
  public static final String VERSION = "1.0.0";

  private final Random random;
  private final SettableClock clock;
  private final FakeRegistry registry = new FakeRegistry();
  private final List<Copy> copies = new ArrayList<>();
  private final String genuine;
  private int licenses;
  private int inventions;

  private EventGenerator(long seed, SettableClock clock) {
    this.random = new Random(seed);
    this.clock = clock;
    this.genuine = checksum();
    registry.product(PRODUCT, "Sample product").version(PRODUCT, VERSION, Set.of(genuine));
  }

  /** A generator without copies yet, at the time of {@link SampleRecords}. */
  public static EventGenerator seeded(long seed) {
    return seeded(seed, new SettableClock(SampleRecords.RECEIVED_AT));
  }

  /** A generator without copies yet that reads and advances this clock. */
  public static EventGenerator seeded(long seed, SettableClock clock) {
    return new EventGenerator(seed, clock);
  }

  /**
   * Adds honest copies: this many licenses, this many activations of each, and one user per
   * activation. All of them are in the {@link #registry()}.
   */
  public EventGenerator honest(int licenses, int activationsOfEach) {
    for (int i = 0; i < licenses; i++) {
      String license = "license-" + ++this.licenses;
      registry.license(license, PRODUCT);
      for (int j = 1; j <= activationsOfEach; j++) {
        String activation = license + "-activation-" + j;
        registry.activation(license, activation, true);
        copies.add(new Copy(license, activation, "user-of-" + activation, address(), genuine));
      }
    }
    return this;
  }

  /**
   * Adds pirated copies: clones of the first honest ones in their current state. From now on each
   * numbers its own records, under the same activation and user.
   *
   * @throws IllegalArgumentException if there are not enough honest copies
   */
  public EventGenerator clones(int count) {
    List<Copy> originals = copies.stream().filter(copy -> !copy.pirated).limit(count).toList();
    if (originals.size() < count) {
      throw new IllegalArgumentException("only " + originals.size() + " honest copies to clone");
    }
    originals.forEach(original -> copies.add(original.cloned(address())));
    return this;
  }

  /** Adds pirated copies: altered builds with license keys that were never issued. */
  public EventGenerator cracked(int count) {
    for (int i = 0; i < count; i++) {
      String invented = "keygen-" + ++inventions;
      Copy copy =
          new Copy(
              invented, invented + "-activation", "user-of-" + invented, address(), checksum());
      copy.pirated = true;
      copies.add(copy);
    }
    return this;
  }

  /** The registry with the product and the honest copies' licenses and activations. */
  public FakeRegistry registry() {
    return registry;
  }

  /**
   * The next record, from a copy chosen at random.
   *
   * @throws IllegalStateException if there are no copies
   */
  public Event next() {
    if (copies.isEmpty()) {
      throw new IllegalStateException("there are no copies to send anything");
    }
    Copy copy = copies.get(random.nextInt(copies.size()));
    clock.advance(Duration.ofMillis(1 + random.nextInt(60_000)));
    copy.sequence++;
    Telemetry record =
        Telemetry.builder(id(), clock.instant())
            .apiKeyId(1)
            .clientAddress(copy.address)
            .correctFormat(true)
            .productId(PRODUCT)
            .knownProductId(PRODUCT)
            .userIdentifier(copy.user)
            .licenseKey(copy.license)
            .activationIdentifier(copy.activation)
            .productVersion(VERSION)
            .dataType("numeric-single-value")
            .numericDataSingleValue(Integer.toString(random.nextInt(1000)))
            .dataGroup("generated")
            .eventId(id())
            .occurredAt(copy.stamp(clock.instant().minusMillis(1 + random.nextInt(5_000))))
            .nonce(id().toString())
            .buildChecksum(copy.checksum)
            .sequence(copy.sequence)
            .build();
    return new Event(record, copy.pirated);
  }

  /** The next records, in order of receipt. */
  public List<Event> take(int count) {
    List<Event> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return List.copyOf(events);
  }

  private UUID id() {
    long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** An address from the range reserved for tests (RFC 2544). */
  private String address() {
    return "198.18." + random.nextInt(256) + "." + (1 + random.nextInt(254));
  }

  private String checksum() {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return HexFormat.of().formatHex(bytes.array());
  }

  /**
   * A record, and whether it comes from a pirated copy.
   *
   * @param record the record
   * @param pirated whether a pirated copy sent it
   */
  public record Event(Telemetry record, boolean pirated) {}

  private static final class Copy {
    final String license;
    final String activation;
    final String user;
    final String address;
    final String checksum;
    boolean pirated;
    long sequence;
    Instant stamped = Instant.EPOCH;

    Copy(String license, String activation, String user, String address, String checksum) {
      this.license = license;
      this.activation = activation;
      this.user = user;
      this.address = address;
      this.checksum = checksum;
    }

    /** This time, or just after the copy's previous one. */
    Instant stamp(Instant time) {
      stamped = time.isAfter(stamped) ? time : stamped.plusMillis(1);
      return stamped;
    }

    Copy cloned(String elsewhere) {
      Copy clone = new Copy(license, activation, user, elsewhere, checksum);
      clone.pirated = true;
      clone.sequence = sequence;
      clone.stamped = stamped;
      return clone;
    }
  }
}
