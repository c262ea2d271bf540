package io.flagpost.telemetry.ingest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The optional fields beyond the contract's own. Null where one was not sent or breaks its rule.
 *
 * @param exact whether the values give back what was sent
 */
record Extras(
    @Nullable String nonce,
    @Nullable UUID eventId,
    @Nullable Instant occurredAt,
    @Nullable String buildChecksum,
    @Nullable Long sequence,
    boolean exact) {
  private static final int LONGEST_NONCE = 128;
  private static final int UUID_LENGTH = 36;
  private static final int SHA_256_DIGITS = 64;

  static Extras of(FieldCollector fields) {
    SentField nonceSent = fields.get(Field.NONCE);
    SentField timeSent = fields.get(Field.OCCURRED_AT);
    SentField eventIdSent = fields.get(Field.EVENT_ID);
    SentField checksumSent = fields.get(Field.BUILD_CHECKSUM);
    SentField sequenceSent = fields.get(Field.SEQUENCE);
    String nonce = nonce(nonceSent);
    UUID eventId = uuid(trimmed(eventIdSent));
    Instant occurredAt = occurredAt(trimmed(timeSent));
    String buildChecksum = checksum(trimmed(checksumSent));
    Long sequence = CanonicalInteger.parse(trimmed(sequenceSent));
    boolean exact =
        givesBack(nonce, nonceSent)
            && givesBack(eventId, eventIdSent)
            && givesBack(occurredAt == null ? null : ClientTime.format(occurredAt), timeSent)
            && givesBack(buildChecksum, checksumSent)
            && givesBack(sequence, sequenceSent);
    return new Extras(nonce, eventId, occurredAt, buildChecksum, sequence, exact);
  }

  private static String trimmed(@Nullable SentField sent) {
    String text = sent == null ? null : sent.trimmed();
    return text == null ? "" : text;
  }

  private static boolean givesBack(@Nullable Object column, @Nullable SentField sent) {
    return sent == null || (column != null && column.toString().equals(sent.text()));
  }

  /** To the microsecond, which is what the database keeps. */
  private static @Nullable Instant occurredAt(String text) {
    Instant time = ClientTime.parse(text);
    return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
  }

  /** To be echoed to the letter: not trimmed. A number counts as its text, as everywhere. */
  private static @Nullable String nonce(@Nullable SentField sent) {
    String text = sent == null ? null : sent.text();
    if (text == null || text.isEmpty() || text.length() > LONGEST_NONCE) {
      return null;
    }
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
        return null;
      }
    }
    return text;
  }

  /** A UUID of any version in its one notation of 36 characters, in either case; else null. */
  static @Nullable UUID uuid(String text) {
    if (text.length() != UUID_LENGTH) {
      return null;
    }
    boolean canonical =
        text.charAt(8) == '-'
            && text.charAt(13) == '-'
            && text.charAt(18) == '-'
            && text.charAt(23) == '-'
            && Hex.isHex(text, 0, 8)
            && Hex.isHex(text, 9, 13)
            && Hex.isHex(text, 14, 18)
            && Hex.isHex(text, 19, 23)
            && Hex.isHex(text, 24, UUID_LENGTH);
    return canonical ? UUID.fromString(text) : null;
  }

  private static @Nullable String checksum(String text) {
    boolean sha256 = text.length() == SHA_256_DIGITS && Hex.isHex(text, 0, SHA_256_DIGITS);
    return sha256 ? text.toLowerCase(Locale.ROOT) : null;
  }
}
