package io.flagpost.plugin.testkit;

import io.flagpost.plugin.testkit.EventGenerator.Event;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Streams of records that show whether a fold keeps to its rules; always the same ones. */
final class FoldStreams {
  /** As many as fill a state with a byte each. */
  static final int LARGEST_CROWD = FoldCheck.MAX_STATE_BYTES;

  private static final Instant START = SampleRecords.RECEIVED_AT;
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final int RECORDS = 1_500;
  private static final int WINDOWS = 4;
  private static final int CROWD = 5_000;
  private static final int OUT_OF_ORDER = 20;

  private FoldStreams() {}

  /** What was stored in samples, and more. */
  static List<Telemetry> of(List<VerdictSample> samples, List<Telemetry> more) {
    List<Telemetry> stream = new ArrayList<>();
    for (VerdictSample sample : samples) {
      stream.addAll(sample.history().streamBefore(sample.record()));
      stream.add(sample.record());
    }
    stream.addAll(more);
    return stream;
  }

  /** Some windows of a few busy copies, honest and pirated ones, some of them out of order. */
  static List<Telemetry> ofWindows(Duration window) {
    EventGenerator events = EventGenerator.seeded(RECORDS).honest(2, 8).clones(4).cracked(2);
    List<Telemetry> sent =
        new ArrayList<>(events.take(RECORDS).stream().map(Event::record).toList());
    double pace = (double) span(window).multipliedBy(WINDOWS).toNanos() / nanos(sent);
    sent.replaceAll(record -> at(record, pace));
    for (int i = OUT_OF_ORDER; i < sent.size(); i += OUT_OF_ORDER) {
      Collections.swap(sent, i, i - OUT_OF_ORDER + 1);
    }
    return sent;
  }

  /**
   * One key with another value in every other field of every record, all within the window: the
   * first 5,000 are spread over half of it, the others over the rest.
   *
   * @param first the first of these records, from 0
   * @param end the one behind the last, at most {@link #LARGEST_CROWD}
   */
  static List<Telemetry> ofOneKey(RoutingKey key, Duration window, int first, int end) {
    Duration half = span(window).dividedBy(2);
    Duration step = half.dividedBy(CROWD);
    Duration later = half.dividedBy(LARGEST_CROWD);
    List<Telemetry> crowd = new ArrayList<>(end - first);
    for (int i = first; i < end; i++) {
      Duration since =
          i < CROWD ? step.multipliedBy(i) : half.plus(later.multipliedBy((long) i - CROWD));
      crowd.add(ofMany(key, i, START.plus(since).truncatedTo(ChronoUnit.MICROS)));
    }
    return crowd;
  }

  private static Telemetry ofMany(RoutingKey key, int i, Instant received) {
    Telemetry.Builder record =
        SampleRecords.complete(new UUID(RECORDS, i), received)
            .eventId(new UUID(CROWD, i))
            .occurredAt(received.minusSeconds(i % 60))
            .sequence((long) LARGEST_CROWD - i)
            .nonce("nonce")
            .textData("text " + i);
    if (key != RoutingKey.LICENSE && key != RoutingKey.ACTIVATION) {
      record.licenseKey("license-" + i);
    }
    if (key != RoutingKey.ACTIVATION) {
      record.activationIdentifier("activation-" + i);
    }
    if (key != RoutingKey.USER) {
      record.userIdentifier("user-" + i);
    }
    if (key != RoutingKey.ADDRESS) {
      record.clientAddress("10." + i % 256 + "." + i / 256 + ".1");
    }
    if (key != RoutingKey.NONCE) {
      record.nonce("nonce-" + i);
    }
    return record.build();
  }

  private static Duration span(Duration window) {
    return window.compareTo(LONGEST) < 0 ? window : LONGEST;
  }

  private static long nanos(List<Telemetry> sent) {
    return Duration.between(START, sent.get(sent.size() - 1).receivedAt()).toNanos();
  }

  private static Telemetry at(Telemetry record, double pace) {
    return RecordCopy.completeAt(record, at(record.receivedAt(), pace))
        .occurredAt(record.occurredAt().map(time -> at(time, pace)).orElse(null))
        .build();
  }

  /** A moment after the start, with the precision of the database. */
  private static Instant at(Instant time, double pace) {
    return START
        .plusNanos((long) (Duration.between(START, time).toNanos() * pace))
        .truncatedTo(ChronoUnit.MICROS);
  }
}
