package io.flagpost.telemetry.query;

import io.flagpost.platform.hash.Sha256;
import io.flagpost.telemetry.record.TelemetryField;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which records somebody looks for: those that meet all of it. Null, and an empty set, stand for
 * whatever it is. Immutable. Its values are as they are stored: trimmed, without U+0000, times in
 * whole microseconds.
 *
 * <p>The one filter of searching, exporting and watching; {@link RecordConditions} says what it
 * means in SQL. A caller's limit is no part of it.
 *
 * @param fields what these fields have to be equal to
 * @param eventId the client's event id; where it sent none, the record id
 * @param origin where it came from
 * @param flags what its flags have to be, as they stand
 * @param content what was sent
 * @param pending which answers of checks it lacks, as it stands
 * @param times when it was received and, by the client's clock, sent
 */
public record RecordFilter(
    Map<TelemetryField, String> fields,
    @Nullable UUID eventId,
    Origin origin,
    Flags flags,
    Content content,
    Pending pending,
    Times times) {
  /** Every record. */
  public static final RecordFilter ALL =
      new RecordFilter(Map.of(), null, Origin.ANY, Flags.ANY, Content.ANY, Pending.ANY, Times.ANY);

  private static final int FINGERPRINT_OCTETS = 9;

  public RecordFilter {
    Map<TelemetryField, String> inOrder = new EnumMap<>(TelemetryField.class);
    inOrder.putAll(fields);
    fields = Collections.unmodifiableMap(inOrder);
  }

  /**
   * Where a record came from.
   *
   * @param environment the API key's
   * @param network the network of its address, as PostgreSQL's {@code cidr} has it; a single
   *     address is a /32 or /128
   */
  public record Origin(@Nullable String environment, @Nullable String network) {
    public static final Origin ANY = new Origin(null, null);
  }

  /**
   * Flags, as they stand. Beside {@code any} all of it is about one flag, of which it is known who
   * raised it and why.
   *
   * @param any whether there have to be flags, or none
   * @param codes one of these
   * @param severities one of these; as the wire contract writes them
   * @param check the id of the check that raised it
   * @param checkVersion that check's version
   * @param explanation a part of what the check said; letters from A to Z count as those from a to
   *     z
   */
  public record Flags(
      @Nullable Boolean any,
      Set<String> codes,
      Set<String> severities,
      @Nullable String check,
      @Nullable String checkVersion,
      @Nullable String explanation) {
    public static final Flags ANY = new Flags(null, Set.of(), Set.of(), null, null, null);

    public Flags {
      codes = Collections.unmodifiableSet(new TreeSet<>(codes));
      severities = Collections.unmodifiableSet(new TreeSet<>(severities));
    }

    /** Whether more than a flag's code has to be known. */
    boolean asksForDetails() {
      return !severities.isEmpty() || check != null || checkVersion != null || explanation != null;
    }
  }

  /**
   * What was sent.
   *
   * @param text a part of {@code text_data}; letters from A to Z count as those from a to z
   * @param formatError the field that breaks a format rule
   */
  public record Content(@Nullable String text, @Nullable TelemetryField formatError) {
    public static final Content ANY = new Content(null, null);
  }

  /**
   * Checks that owe an answer.
   *
   * @param any whether there have to be some, or none
   * @param checks one of these
   */
  public record Pending(@Nullable Boolean any, Set<String> checks) {
    public static final Pending ANY = new Pending(null, Set.of());

    public Pending {
      checks = Collections.unmodifiableSet(new TreeSet<>(checks));
    }
  }

  /**
   * Times: each from a moment on, up to the moment before another.
   *
   * @param receivedFrom the first moment of receipt
   * @param receivedTo the moment of receipt to stop before
   * @param occurredFrom the first moment of the client's own time
   * @param occurredTo the moment of the client's own time to stop before
   */
  public record Times(
      @Nullable Instant receivedFrom,
      @Nullable Instant receivedTo,
      @Nullable Instant occurredFrom,
      @Nullable Instant occurredTo) {
    public static final Times ANY = new Times(null, null, null, null);
  }

  /** The same, and this field is equal to this value. */
  public RecordFilter with(TelemetryField field, String value) {
    Map<TelemetryField, String> more = new EnumMap<>(TelemetryField.class);
    more.putAll(fields);
    more.put(field, value);
    return new RecordFilter(more, eventId, origin, flags, content, pending, times);
  }

  /** The same with another origin. */
  public RecordFilter with(Origin other) {
    return new RecordFilter(fields, eventId, other, flags, content, pending, times);
  }

  /** The same with other flags. */
  public RecordFilter with(Flags other) {
    return new RecordFilter(fields, eventId, origin, other, content, pending, times);
  }

  /** The same with other times. */
  public RecordFilter with(Times other) {
    return new RecordFilter(fields, eventId, origin, flags, content, pending, other);
  }

  /** Tells filters apart, without telling what is looked for. Equal filters have the same. */
  public String fingerprint() {
    String all = fields + "|" + eventId + origin + flags + content + pending + times;
    return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(all), FINGERPRINT_OCTETS));
  }

  /** What is looked for may be somebody's license. */
  @Override
  public String toString() {
    return "RecordFilter[" + fingerprint() + "]";
  }
}
