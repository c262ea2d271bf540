package io.flagpost.telemetry.record;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Makes record ids (UUIDv7, RFC 9562) and knows their order in time. Thread-safe. */
public final class RecordIds {
  private static final long MAX_MILLIS = (1L << 48) - 1;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT_RFC = 1L << 63;

  private final TimeBasedEpochGenerator generator;

  /**
   * @param random where the random bits come from; has to be thread-safe
   */
  public RecordIds(Random random) {
    this.generator = new TimeBasedEpochGenerator(random);
  }

  /**
   * A new id that holds this clock reading, to the millisecond. Ids of one millisecond rise as long
   * as nobody asks for another one in between.
   */
  public UUID at(Instant reading) {
    return generator.construct(reading.toEpochMilli());
  }

  /**
   * The lowest id of the millisecond that {@code moment} lies in: a bound for partitions and
   * queries. Moments that an id cannot hold give the nearest bound.
   */
  public static UUID floor(Instant moment) {
    Instant lowest = Instant.EPOCH;
    Instant highest = Instant.ofEpochMilli(MAX_MILLIS);
    Instant held = moment.isBefore(lowest) ? lowest : moment.isAfter(highest) ? highest : moment;
    return new UUID(held.toEpochMilli() << 16 | VERSION_7, VARIANT_RFC);
  }

  /** The clock reading in an id of the gateway's own making. */
  public static Instant timeOf(UUID recordId) {
    return Instant.ofEpochMilli(recordId.getMostSignificantBits() >>> 16);
  }
}
