package io.flagpost.telemetry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes requests for tests; each test says only what matters to it. */
public final class StoreRequests {
  public static final Acknowledgement CORRECT = new Acknowledgement(830, Map.of());
  private static final RecordIds IDS = new RecordIds(new SecureRandom());

  private Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private String environment = "production";
  private long apiKeyId = 1;
  private TelemetryFields fields = fields("1", "user", "license", "activation", "group");
  private @Nullable Long knownProductId = 1L;
  private @Nullable UUID eventId;
  private @Nullable Instant occurredAt;
  private @Nullable String nonce = "a nonce";
  private @Nullable Long sequence = 42L;
  private @Nullable RawPart raw;
  private boolean correctFormat = true;
  private List<RaisedFlag> flags = List.of();
  private List<String> pending = List.of();
  private @Nullable IdempotencyKey key;
  private String clientAddress = "192.0.2.7";
  private Acknowledgement outcome = CORRECT;
  private @Nullable Boolean licenseKeyExists = true;
  private boolean productVersionExists;

  public static StoreRequests request() {
    return new StoreRequests();
  }

  public static TelemetryFields fields(
      String product, String user, String license, String activation, String group) {
    return new TelemetryFields(
        product,
        user,
        license,
        activation,
        "1.0.1",
        "numeric-single-value",
        "50",
        null,
        null,
        null,
        group);
  }

  public static RaisedFlag flag(String code) {
    return new RaisedFlag(code, "core", "high", "Because of " + code + ".", Map.of("k", "v"));
  }

  public static IdempotencyKey key(String key, String content) {
    return new IdempotencyKey(key.getBytes(UTF_8), content.getBytes(UTF_8), null);
  }

  public StoreRequests receivedAt(Instant moment) {
    receivedAt = moment;
    return this;
  }

  public StoreRequests environment(String name) {
    environment = name;
    return this;
  }

  public StoreRequests clientAddress(String address) {
    clientAddress = address;
    return this;
  }

  public StoreRequests apiKeyId(long id) {
    apiKeyId = id;
    return this;
  }

  public StoreRequests fields(TelemetryFields values) {
    fields = values;
    return this;
  }

  public StoreRequests group(String group) {
    return fields(fields("1", "user", "license", "activation", group));
  }

  public StoreRequests knownProductId(@Nullable Long id) {
    knownProductId = id;
    return this;
  }

  public StoreRequests eventId(@Nullable UUID id) {
    eventId = id;
    return this;
  }

  public StoreRequests occurredAt(@Nullable Instant moment) {
    occurredAt = moment;
    return this;
  }

  public StoreRequests nonce(@Nullable String value) {
    nonce = value;
    return this;
  }

  public StoreRequests sequence(@Nullable Long value) {
    sequence = value;
    return this;
  }

  public StoreRequests raw(@Nullable RawPart part) {
    raw = part;
    return this;
  }

  public StoreRequests incorrect() {
    correctFormat = false;
    return this;
  }

  public StoreRequests flags(RaisedFlag... raised) {
    flags = List.of(raised);
    return this;
  }

  public StoreRequests pending(String... checks) {
    pending = List.of(checks);
    return this;
  }

  /** What the vendor knows of it; null is what nobody could tell. */
  public StoreRequests known(@Nullable Boolean licenseKey, boolean productVersion) {
    licenseKeyExists = licenseKey;
    productVersionExists = productVersion;
    return this;
  }

  public StoreRequests key(IdempotencyKey idempotency) {
    key = idempotency;
    return this;
  }

  public StoreRequests outcome(Acknowledgement told) {
    outcome = told;
    return this;
  }

  public StoreRequest build() {
    TelemetryRecord record =
        new TelemetryRecord(
            IDS.at(receivedAt),
            receivedAt,
            environment,
            apiKeyId,
            clientAddress,
            fields,
            knownProductId,
            eventId,
            occurredAt,
            nonce,
            "ab".repeat(32),
            sequence,
            raw,
            correctFormat);
    return new StoreRequest(
        record,
        new ReceiptVerdict(
            flags, pending, "catalog-1", licenseKeyExists, true, productVersionExists),
        outcome,
        key);
  }
}
