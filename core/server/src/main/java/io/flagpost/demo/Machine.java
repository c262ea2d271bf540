package io.flagpost.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.wire.TelemetryFieldNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An installation that sends: numbers and dates each record in one step, as an honest client does.
 * On one thread.
 */
final class Machine {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_BYTES = 640;
  private static final int HEX = 16;

  /** Most records come at once; others when the machine is online again. */
  private static final double OFFLINE = 0.015;

  private static final int MOST_OFFLINE_MILLIS = 20 * 3_600_000;
  private static final int LEAST_MILLIS_ON_THE_WAY = 120;
  private static final int MORE_MILLIS_ON_THE_WAY = 900;

  private final Installation installation;
  private final String apiKey;
  private final @Nullable Story story;
  private final Habits habits;
  private long sequence;
  private long lastOccurred = Long.MIN_VALUE;

  /** What is wrong with a record. */
  enum Flaw {
    NONE,
    NO_DATA_GROUP,
    NO_NUMBER
  }

  /**
   * @param sequence the number of the last record that it has sent before
   */
  Machine(
      Installation installation,
      String apiKey,
      @Nullable Story story,
      Habits habits,
      long sequence) {
    this.installation = installation;
    this.apiKey = apiKey;
    this.story = story;
    this.habits = habits;
    this.sequence = sequence;
  }

  DemoProduct product() {
    return installation.product();
  }

  Habits habits() {
    return habits;
  }

  long sequence() {
    return sequence;
  }

  /** Goes on as if another machine's last record were its own: it is a copy of that one. */
  void continueAfter(Machine original) {
    sequence = original.sequence;
  }

  /** Sends a record without a flaw. */
  Message send(Instant receivedAt, Release build, SplittableRandom random) {
    return send(receivedAt, build, Flaw.NONE, random);
  }

  /**
   * Sends a record.
   *
   * @param build what the machine runs
   */
  Message send(Instant receivedAt, Release build, Flaw flaw, SplittableRandom random) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      sender(json, build);
      measured(json, flaw, random);
      extras(json, receivedAt, build, random);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
    return new Message(receivedAt, apiKey, installation.address(), body.toByteArray(), story);
  }

  private void sender(JsonGenerator json, Release build) throws IOException {
    json.writeNumberField(TelemetryFieldNames.PRODUCT_ID, product().id());
    json.writeStringField(TelemetryFieldNames.PRODUCT_VERSION, build.version());
    json.writeStringField(TelemetryFieldNames.LICENSE_KEY, installation.licenseKey());
    json.writeStringField(TelemetryFieldNames.ACTIVATION_IDENTIFIER, installation.activation());
    json.writeStringField(TelemetryFieldNames.USER_IDENTIFIER, installation.user());
  }

  private void measured(JsonGenerator json, Flaw flaw, SplittableRandom random) throws IOException {
    DataGroup group = product().group(random);
    if (flaw == Flaw.NO_NUMBER) { // a comma, as some languages write it
      json.writeStringField(TelemetryFieldNames.DATA_TYPE, "numeric-single-value");
      json.writeStringField(
          TelemetryFieldNames.NUMERIC_DATA_SINGLE_VALUE, random.nextInt(1_000) + ",5");
    } else {
      group.sample().write(json, random);
    }
    if (flaw != Flaw.NO_DATA_GROUP) {
      json.writeStringField(TelemetryFieldNames.DATA_GROUP, group.name());
    }
  }

  private void extras(
      JsonGenerator json, Instant receivedAt, Release build, SplittableRandom random)
      throws IOException {
    long occurred = occurred(receivedAt, random);
    json.writeStringField(
        TelemetryFieldNames.OCCURRED_AT,
        TimestampText.microseconds(Instant.ofEpochMilli(occurred)));
    if (habits.nonces()) {
      json.writeStringField(
          TelemetryFieldNames.NONCE,
          Long.toString(random.nextLong() & Long.MAX_VALUE, HEX)
              + Long.toString(random.nextLong() & Long.MAX_VALUE, HEX));
    }
    if (habits.events()) {
      json.writeStringField(TelemetryFieldNames.EVENT_ID, uuid(random).toString());
    }
    json.writeObjectFieldStart(TelemetryFieldNames.METADATA);
    json.writeStringField(TelemetryFieldNames.BUILD_CHECKSUM, build.checksum());
    json.writeNumberField(TelemetryFieldNames.SEQUENCE, ++sequence);
    json.writeEndObject();
  }

  /** By its own clock, and later than the record before. */
  private long occurred(Instant receivedAt, SplittableRandom random) {
    long onTheWay =
        random.nextDouble() < OFFLINE
            ? random.nextInt(MOST_OFFLINE_MILLIS)
            : LEAST_MILLIS_ON_THE_WAY + random.nextInt(MORE_MILLIS_ON_THE_WAY);
    long now = receivedAt.toEpochMilli() - onTheWay + habits.skewMillis();
    lastOccurred = Math.max(lastOccurred + 1, now);
    return lastOccurred;
  }

  /** A random one (version 4). */
  private static UUID uuid(SplittableRandom random) {
    return new UUID(
        (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }
}
