package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is remembered of a record: what others are compared with, and what evidence tells of it.
 *
 * @param idHigh the first half of its id
 * @param idLow the other half
 * @param receivedAt when the gateway received it, in microseconds since 1970
 * @param numbered whether it has a sequence number
 * @param number that number; 0 without
 * @param timed whether it has a time of its own
 * @param seconds that time, in seconds since 1970; 0 without
 * @param nanos and the nanoseconds in its second
 * @param address where it came from, cut to {@value #MOST_ADDRESS} characters
 */
record Sighting(
    long idHigh,
    long idLow,
    long receivedAt,
    boolean numbered,
    long number,
    boolean timed,
    long seconds,
    int nanos,
    String address) {
  /** Longer than any address; whatever else it is, a state stays bounded. */
  static final int MOST_ADDRESS = 64;

  private static final int NANOS = 1_000_000_000;
  private static final long EVER = 100_000_000_000_000_000L; // seconds; more than there are

  static Sighting of(Telemetry record) {
    UUID id = record.recordId();
    Instant time = record.occurredAt().orElse(Instant.EPOCH);
    String address = record.clientAddress();
    return new Sighting(
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        Window.micros(record.receivedAt()),
        record.sequence().isPresent(),
        record.sequence().orElse(0L),
        record.occurredAt().isPresent(),
        time.getEpochSecond(),
        time.getNano(),
        address.length() <= MOST_ADDRESS ? address : address.substring(0, MOST_ADDRESS));
  }

  /** Whether others can be compared with it. */
  boolean isComparable() {
    return numbered || timed;
  }

  /** Whether both have the same time of their own. */
  boolean isSimultaneousWith(Sighting other) {
    return timed && other.timed && seconds == other.seconds && nanos == other.nanos;
  }

  /** Whether its own time is later than the other's by more than this; both must have one. */
  boolean isLaterBy(Duration more, Sighting than) {
    // Instants are 2 * 10^9 years apart at most, which no subtraction here overflows by.
    long limit = seconds - Math.min(more.getSeconds(), EVER);
    int limitNanos = nanos - more.getNano();
    if (limitNanos < 0) {
      limit--;
      limitNanos += NANOS;
    }
    return than.seconds < limit || (than.seconds == limit && than.nanos < limitNanos);
  }

  Optional<Long> sequence() {
    return numbered ? Optional.of(number) : Optional.empty();
  }

  Optional<Instant> occurredAt() {
    return timed ? Optional.of(Instant.ofEpochSecond(seconds, nanos)) : Optional.empty();
  }

  UUID recordId() {
    return new UUID(idHigh, idLow);
  }

  /** The same with an equal address that is in memory already. */
  Sighting sharing(String equalAddress) {
    return new Sighting(
        idHigh, idLow, receivedAt, numbered, number, timed, seconds, nanos, equalAddress);
  }

  /** Names the record; no field of the client's. */
  @Override
  public String toString() {
    return "Sighting[" + recordId() + "]";
  }
}
