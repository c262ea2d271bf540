package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagpost.platform.database.StorableText;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.record.TelemetryFields;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request to send telemetry says, judged by nobody yet. Immutable as long as the request's
 * bytes are left alone.
 */
public final class DecodedRequest {
  private final Body body;
  private final byte[] query;
  private final List<SentText> keysInBody;
  private final List<SentText> keysInQuery;
  private final @Nullable String apiKeyParameter;
  private final Map<Field, FieldValue> values;
  private final TelemetryFields fields;
  private final Extras extras;
  private final boolean exact;

  DecodedRequest(Body body, FieldCollector sent, byte[] query) {
    this.body = body;
    this.query = query;
    FieldCollector queried = new FieldCollector();
    FormDecoder.decode(query, 0, queried);
    sent.unfoldMetadata();
    queried.unfoldMetadata();
    sent.completeFrom(queried);
    this.keysInBody = sent.apiKeys();
    this.keysInQuery = queried.apiKeys();
    this.apiKeyParameter = apiKey(sent.get(Field.API_KEY));
    this.values = values(sent);
    this.fields = TelemetryField.collect(this::column);
    this.extras = Extras.of(sent);
    this.exact =
        body.format() != null && sent.isExact() && extras.exact() && allExact(values.values());
  }

  /** The API key sent as a parameter, without white space at its ends; null if none was. */
  public @Nullable String apiKeyParameter() {
    return apiKeyParameter;
  }

  /** How much it keeps of the body after its decompression, in bytes. */
  public int bodyBytes() {
    return body.bytes().length;
  }

  /** The contract's fields as the columns keep them. */
  public TelemetryFields fields() {
    return fields;
  }

  /** The nonce to echo, to the letter; null if there is none that keeps its rule. */
  public @Nullable String nonce() {
    return extras.nonce();
  }

  /** The client's own id of the event; null if there is none that is a UUID. */
  public @Nullable UUID eventId() {
    return extras.eventId();
  }

  /** The client's own time, whole microseconds of the years 1 to 9999; null if there is none. */
  public @Nullable Instant occurredAt() {
    return extras.occurredAt();
  }

  /**
   * The SHA-256 of the build that sent it, in lower-case hexadecimal; null if there is none.
   *
   * <p>A member of {@code metadata}, which may come as a JSON object, as the text of one, or as
   * {@code metadata[build_checksum]} in a form.
   */
  public @Nullable String buildChecksum() {
    return extras.buildChecksum();
  }

  /** The number of the record within its activation, from {@code metadata}; null if none. */
  public @Nullable Long sequence() {
    return extras.sequence();
  }

  /**
   * Over every field but the API key, the nonce and the client's time, known or not, whole: equal
   * for requests that say the same in another encoding or order. An unreadable body counts by its
   * bytes.
   */
  ContentHash contentHash() {
    return ContentHash.of(body, query);
  }

  /** How many bytes of body and query there are to be hashed. */
  int size() {
    return body.bytes().length + query.length;
  }

  /**
   * What the columns cannot give back; null if they give back everything: only known fields, each
   * sent once, as text, number or boolean, and none of them trimmed, cut, replaced or blank.
   *
   * <p>Everything sent as the parameter {@code api_key} is cut out however it is spelled (whether
   * or not it is the key that counted: it is a credential), and whatever else is one.
   *
   * @param credentials finds them
   */
  @Nullable RawPart raw(CredentialFinder credentials) {
    if (exact) {
      return null;
    }
    return new RawPart(
        credentials.cut(body.bytes(), keysInBody),
        credentials.cut(query, keysInQuery),
        cutHeader(body.contentType(), credentials),
        cutHeader(body.remainingEncoding(), credentials));
  }

  /** The contract's fields as they are to be kept: without credentials that were put into them. */
  TelemetryFields fieldsWithout(CredentialFinder credentials) {
    return TelemetryField.collect(column -> credentials.masked(column(column)));
  }

  private @Nullable String column(TelemetryField column) {
    return value(Field.of(column)).column();
  }

  /** What one of the contract's fields came to. */
  FieldValue value(Field field) {
    return Objects.requireNonNull(values.get(field), field::wireName);
  }

  private static @Nullable String cutHeader(@Nullable String header, CredentialFinder credentials) {
    return header == null
        ? null
        : StorableText.of(new String(credentials.cut(header.getBytes(UTF_8), List.of()), UTF_8));
  }

  private static @Nullable String apiKey(@Nullable SentField sent) {
    String key = sent == null ? null : sent.trimmed();
    return key == null || key.isEmpty() ? null : key;
  }

  private static Map<Field, FieldValue> values(FieldCollector sent) {
    Map<Field, FieldValue> values = new EnumMap<>(Field.class);
    for (Field field : Field.CONTRACT) {
      values.put(field, FieldValue.of(field, sent.get(field)));
    }
    return values;
  }

  private static boolean allExact(Iterable<FieldValue> values) {
    for (FieldValue value : values) {
      if (!value.exact()) {
        return false;
      }
    }
    return true;
  }
}
