package io.flagpost.plugin.v1;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A telemetry record as a check sees it. Immutable.
 *
 * <p>The client's fields are as received, trimmed (except {@code text_data}) and cut to their
 * limits; a missing field, or one of the wrong type, is empty.
 */
public final class Telemetry {
  private static final UUID WARM_UP = new UUID(0, 0);

  private final UUID recordId;
  private final Instant receivedAt;
  private final String environment;
  private final long apiKeyId;
  private final String clientAddress;
  private final boolean correctFormat;
  private final @Nullable String productId;
  private final @Nullable String userIdentifier;
  private final @Nullable String licenseKey;
  private final @Nullable String activationIdentifier;
  private final @Nullable String productVersion;
  private final @Nullable String dataType;
  private final @Nullable String numericDataSingleValue;
  private final @Nullable String numericDataX;
  private final @Nullable String numericDataY;
  private final @Nullable String textData;
  private final @Nullable String dataGroup;
  private final @Nullable String knownProductId;
  private final @Nullable UUID eventId;
  private final @Nullable Instant occurredAt;
  private final @Nullable String nonce;
  private final @Nullable String buildChecksum;
  private final @Nullable Long sequence;
  private final @Nullable RawRequest raw;

  private Telemetry(Builder from) {
    recordId = from.recordId;
    receivedAt = from.receivedAt;
    environment = from.environment;
    apiKeyId = from.apiKeyId;
    clientAddress = from.clientAddress;
    correctFormat = from.correctFormat;
    productId = from.productId;
    userIdentifier = from.userIdentifier;
    licenseKey = from.licenseKey;
    activationIdentifier = from.activationIdentifier;
    productVersion = from.productVersion;
    dataType = from.dataType;
    numericDataSingleValue = from.numericDataSingleValue;
    numericDataX = from.numericDataX;
    numericDataY = from.numericDataY;
    textData = from.textData;
    dataGroup = from.dataGroup;
    knownProductId = from.knownProductId;
    eventId = from.eventId;
    occurredAt = from.occurredAt;
    nonce = from.nonce;
    buildChecksum = from.buildChecksum;
    sequence = from.sequence;
    raw = from.raw;
  }

  /**
   * Starts a record with the fields that every record has; all others are missing until they are
   * set.
   */
  public static Builder builder(UUID recordId, Instant receivedAt) {
    return new Builder(recordId, receivedAt);
  }

  /** The gateway's id of this record, the same for every retry. */
  public UUID recordId() {
    return recordId;
  }

  /**
   * Whether this is a warm-up record, which nobody sent. Before a plugin gets real records, the
   * gateway passes some generated ones to its checks, so that classes are loaded and connections
   * open when the first real one arrives: their {@link #recordId} is the nil UUID, they name the
   * license key, activation and user {@code warm-up}, for which look-ups find nothing, and they are
   * neither stored nor counted as telemetry. A check that keeps counts or notifies another service
   * should skip them.
   *
   * @since 1.1.0
   */
  public boolean isWarmUp() {
    return recordId.equals(WARM_UP);
  }

  /** When the gateway received it, to the microsecond at most. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** The environment of the API key, for example {@code production}. */
  public String environment() {
    return environment;
  }

  /** The number of the API key that sent it. */
  public long apiKeyId() {
    return apiKeyId;
  }

  /**
   * The address it came from, as text: IPv4 or IPv6. The same IPv6 address may come in several
   * spellings, such as {@code 2001:db8::1} and {@code 2001:db8:0:0:0:0:0:1}.
   */
  public String clientAddress() {
    return clientAddress;
  }

  /** Whether every format rule holds. */
  public boolean correctFormat() {
    return correctFormat;
  }

  /** The product id's text, whether or not such a product exists. */
  public Optional<String> productId() {
    return Optional.ofNullable(productId);
  }

  /** The user, as the client names them. */
  public Optional<String> userIdentifier() {
    return Optional.ofNullable(userIdentifier);
  }

  /** The license key that the copy uses. */
  public Optional<String> licenseKey() {
    return Optional.ofNullable(licenseKey);
  }

  /** The activation that the copy claims to have. */
  public Optional<String> activationIdentifier() {
    return Optional.ofNullable(activationIdentifier);
  }

  /** The version that the copy claims to be. */
  public Optional<String> productVersion() {
    return Optional.ofNullable(productVersion);
  }

  /** The kind of data, as sent. */
  public Optional<String> dataType() {
    return Optional.ofNullable(dataType);
  }

  /** A single number, as sent. */
  public Optional<String> numericDataSingleValue() {
    return Optional.ofNullable(numericDataSingleValue);
  }

  /** The x of a point, as sent. */
  public Optional<String> numericDataX() {
    return Optional.ofNullable(numericDataX);
  }

  /** The y of a point, as sent. */
  public Optional<String> numericDataY() {
    return Optional.ofNullable(numericDataY);
  }

  /** The text, not trimmed. */
  public Optional<String> textData() {
    return Optional.ofNullable(textData);
  }

  /** The group that the data belongs to. */
  public Optional<String> dataGroup() {
    return Optional.ofNullable(dataGroup);
  }

  /** The existing product named by {@link #productId()}, in canonical decimal text. */
  public Optional<String> knownProductId() {
    return Optional.ofNullable(knownProductId);
  }

  /** The client's own {@code event_id}. */
  public Optional<UUID> eventId() {
    return Optional.ofNullable(eventId);
  }

  /** The client's own time. */
  public Optional<Instant> occurredAt() {
    return Optional.ofNullable(occurredAt);
  }

  /** The nonce that the answer echoes. */
  public Optional<String> nonce() {
    return Optional.ofNullable(nonce);
  }

  /** {@code metadata.build_checksum}: a SHA-256 in lower-case hexadecimal. */
  public Optional<String> buildChecksum() {
    return Optional.ofNullable(buildChecksum);
  }

  /** {@code metadata.sequence}: rises with each record of an activation. */
  public Optional<Long> sequence() {
    return Optional.ofNullable(sequence);
  }

  /** The parts of the request that cannot be restored from the fields; empty if there are none. */
  public Optional<RawRequest> raw() {
    return Optional.ofNullable(raw);
  }

  /** Shows only the record's id, none of the client's fields. */
  @Override
  public String toString() {
    return "Telemetry[" + recordId + "]";
  }

  /** Builds a record; null means missing. For the host and for tests; not thread-safe. */
  public static final class Builder {
    private final UUID recordId;
    private final Instant receivedAt;
    private String environment = "production";
    private long apiKeyId;
    private String clientAddress = "";
    private boolean correctFormat;
    private @Nullable String productId;
    private @Nullable String userIdentifier;
    private @Nullable String licenseKey;
    private @Nullable String activationIdentifier;
    private @Nullable String productVersion;
    private @Nullable String dataType;
    private @Nullable String numericDataSingleValue;
    private @Nullable String numericDataX;
    private @Nullable String numericDataY;
    private @Nullable String textData;
    private @Nullable String dataGroup;
    private @Nullable String knownProductId;
    private @Nullable UUID eventId;
    private @Nullable Instant occurredAt;
    private @Nullable String nonce;
    private @Nullable String buildChecksum;
    private @Nullable Long sequence;
    private @Nullable RawRequest raw;

    private Builder(UUID recordId, Instant receivedAt) {
      this.recordId = Objects.requireNonNull(recordId, "recordId");
      this.receivedAt = Objects.requireNonNull(receivedAt, "receivedAt");
    }

    /** Sets {@link Telemetry#environment()}. */
    public Builder environment(String environment) {
      this.environment = Objects.requireNonNull(environment, "environment");
      return this;
    }

    /** Sets {@link Telemetry#apiKeyId()}. */
    public Builder apiKeyId(long apiKeyId) {
      this.apiKeyId = apiKeyId;
      return this;
    }

    /** Sets {@link Telemetry#clientAddress()}. */
    public Builder clientAddress(String clientAddress) {
      this.clientAddress = Objects.requireNonNull(clientAddress, "clientAddress");
      return this;
    }

    /** Sets {@link Telemetry#correctFormat()}. */
    public Builder correctFormat(boolean correctFormat) {
      this.correctFormat = correctFormat;
      return this;
    }

    /** Sets {@link Telemetry#productId()}. */
    public Builder productId(@Nullable String productId) {
      this.productId = productId;
      return this;
    }

    /** Sets {@link Telemetry#userIdentifier()}. */
    public Builder userIdentifier(@Nullable String userIdentifier) {
      this.userIdentifier = userIdentifier;
      return this;
    }

    /** Sets {@link Telemetry#licenseKey()}. */
    public Builder licenseKey(@Nullable String licenseKey) {
      this.licenseKey = licenseKey;
      return this;
    }

    /** Sets {@link Telemetry#activationIdentifier()}. */
    public Builder activationIdentifier(@Nullable String activationIdentifier) {
      this.activationIdentifier = activationIdentifier;
      return this;
    }

    /** Sets {@link Telemetry#productVersion()}. */
    public Builder productVersion(@Nullable String productVersion) {
      this.productVersion = productVersion;
      return this;
    }

    /** Sets {@link Telemetry#dataType()}. */
    public Builder dataType(@Nullable String dataType) {
      this.dataType = dataType;
      return this;
    }

    /** Sets {@link Telemetry#numericDataSingleValue()}. */
    public Builder numericDataSingleValue(@Nullable String numericDataSingleValue) {
      this.numericDataSingleValue = numericDataSingleValue;
      return this;
    }

    /** Sets {@link Telemetry#numericDataX()}. */
    public Builder numericDataX(@Nullable String numericDataX) {
      this.numericDataX = numericDataX;
      return this;
    }

    /** Sets {@link Telemetry#numericDataY()}. */
    public Builder numericDataY(@Nullable String numericDataY) {
      this.numericDataY = numericDataY;
      return this;
    }

    /** Sets {@link Telemetry#textData()}. */
    public Builder textData(@Nullable String textData) {
      this.textData = textData;
      return this;
    }

    /** Sets {@link Telemetry#dataGroup()}. */
    public Builder dataGroup(@Nullable String dataGroup) {
      this.dataGroup = dataGroup;
      return this;
    }

    /** Sets {@link Telemetry#knownProductId()}. */
    public Builder knownProductId(@Nullable String knownProductId) {
      this.knownProductId = knownProductId;
      return this;
    }

    /** Sets {@link Telemetry#eventId()}. */
    public Builder eventId(@Nullable UUID eventId) {
      this.eventId = eventId;
      return this;
    }

    /** Sets {@link Telemetry#occurredAt()}. */
    public Builder occurredAt(@Nullable Instant occurredAt) {
      this.occurredAt = occurredAt;
      return this;
    }

    /** Sets {@link Telemetry#nonce()}. */
    public Builder nonce(@Nullable String nonce) {
      this.nonce = nonce;
      return this;
    }

    /** Sets {@link Telemetry#buildChecksum()}. */
    public Builder buildChecksum(@Nullable String buildChecksum) {
      this.buildChecksum = buildChecksum;
      return this;
    }

    /** Sets {@link Telemetry#sequence()}. */
    public Builder sequence(@Nullable Long sequence) {
      this.sequence = sequence;
      return this;
    }

    /** Sets {@link Telemetry#raw()}. */
    public Builder raw(@Nullable RawRequest raw) {
      this.raw = raw;
      return this;
    }

    /** The record. */
    public Telemetry build() {
      return new Telemetry(this);
    }
  }
}
