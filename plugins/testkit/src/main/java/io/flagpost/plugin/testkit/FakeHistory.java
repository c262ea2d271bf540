package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stored records in memory, in the order of storing. Answers at once, by the rules of {@link
 * History}, or fails while it is set to be unavailable. Thread-safe.
 */
public final class FakeHistory {
  private final Map<List<Object>, List<Stored>> byAnswer = new HashMap<>();
  private final Map<UUID, Long> places = new HashMap<>();
  private final List<Telemetry> all = new ArrayList<>();
  private boolean away;

  /** A history with these records, in the order of storing. */
  public static FakeHistory of(Telemetry... records) {
    return new FakeHistory().store(records);
  }

  /** Stores records after the existing ones, in order. */
  public synchronized FakeHistory store(Telemetry... records) {
    for (Telemetry each : records) {
      long place = places.size();
      if (places.putIfAbsent(each.recordId(), place) != null) {
        throw new IllegalArgumentException(each + " is stored already");
      }
      all.add(each);
      Stored stored = new Stored(place, past(each));
      for (Optional<List<Object>> key : List.of(license(each), activation(each), nonce(each))) {
        key.ifPresent(it -> byAnswer.computeIfAbsent(it, any -> new ArrayList<>()).add(stored));
      }
    }
    return this;
  }

  /** Makes every query fail, as if the database were unreachable, or ends that. */
  public synchronized FakeHistory away(boolean now) {
    away = now;
    return this;
  }

  /**
   * The history that a check of this record sees: the records stored before it, or all if it is not
   * stored itself.
   */
  public History before(Telemetry judged) {
    return new History() {
      @Override
      public CompletionStage<List<PastRecord>> ofLicense(Duration window) {
        return answer(license(judged), judged, window);
      }

      @Override
      public CompletionStage<List<PastRecord>> ofActivation(Duration window) {
        return answer(activation(judged), judged, window);
      }

      @Override
      public CompletionStage<List<PastRecord>> ofNonce(Duration window) {
        return answer(nonce(judged), judged, window);
      }
    };
  }

  /** The records that were stored before this one, in order, or all if it is not stored itself. */
  synchronized List<Telemetry> streamBefore(Telemetry judged) {
    Long end = places.get(judged.recordId());
    return List.copyOf(end == null ? all : all.subList(0, Math.toIntExact(end)));
  }

  private synchronized CompletionStage<List<PastRecord>> answer(
      Optional<List<Object>> key, Telemetry judged, Duration window) {
    if (away) {
      return CompletableFuture.failedStage(new IllegalStateException("the history is away"));
    }
    boolean looks = !window.isNegative() && !window.isZero();
    List<Stored> candidates = key.filter(any -> looks).map(byAnswer::get).orElse(List.of());
    long end = places.getOrDefault(judged.recordId(), Long.MAX_VALUE);
    Instant start = start(judged.receivedAt(), window);
    List<PastRecord> newestFirst = new ArrayList<>();
    for (int i = candidates.size() - 1; i >= 0 && newestFirst.size() < History.LIMIT; i--) {
      Stored each = candidates.get(i);
      if (each.place() < end && each.record().receivedAt().isAfter(start)) {
        newestFirst.add(each.record());
      }
    }
    return CompletableFuture.completedStage(List.copyOf(newestFirst));
  }

  /** The beginning of the window, exclusive. */
  private static Instant start(Instant received, Duration window) {
    Duration longest = Duration.between(Instant.EPOCH, received);
    return window.compareTo(longest) < 0 ? received.minus(window) : Instant.EPOCH;
  }

  private static Optional<List<Object>> license(Telemetry record) {
    return record.licenseKey().map(key -> List.of("license", record.environment(), key));
  }

  private static Optional<List<Object>> activation(Telemetry record) {
    return record
        .activationIdentifier()
        .flatMap(
            activation ->
                record
                    .licenseKey()
                    .map(key -> List.of("activation", record.environment(), key, activation)));
  }

  private static Optional<List<Object>> nonce(Telemetry record) {
    return record.nonce().map(nonce -> List.of("nonce", record.apiKeyId(), nonce));
  }

  /** What a check sees of an earlier record. */
  static PastRecord past(Telemetry record) {
    return new PastRecord(
        record.recordId(),
        record.receivedAt(),
        record.clientAddress(),
        record.userIdentifier(),
        record.activationIdentifier(),
        record.productVersion(),
        record.occurredAt(),
        record.sequence());
  }

  private record Stored(long place, PastRecord record) {}
}
