package io.flagpost.telemetry.ingest;

import io.flagpost.registry.ApiKey;
import io.flagpost.registry.ReferenceData;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.TelemetryStore;
import io.flagpost.wire.ResponseCode;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes a telemetry request from decoded fields to a durable record: format rules, checks, store.
 * Called on the event loop of the request; completes there.
 */
public final class TelemetryService {
  private final Registry registry;
  private final ReceiptChecks checks;
  private final TelemetryStore store;
  private final RecordIds recordIds;
  private final ContentHashes contentHashes;
  private final Clock clock;

  public TelemetryService(
      Registry registry,
      ReceiptChecks checks,
      TelemetryStore store,
      RecordIds recordIds,
      ContentHashes contentHashes,
      Clock clock) {
    this.registry = registry;
    this.checks = checks;
    this.store = store;
    this.recordIds = recordIds;
    this.contentHashes = contentHashes;
    this.clock = clock;
  }

  /**
   * Makes a record of a request, whatever it contains, and decides its acknowledgement.
   *
   * @param request the decoded request
   * @param presentedKey the API key as presented; stored nowhere
   * @param key the same API key, admitted
   * @param clientAddress the address that the request came from, textual
   * @param idempotencyHeader the {@code Idempotency-Key} header, or null
   */
  public Future<Submission> prepare(
      DecodedRequest request,
      String presentedKey,
      ApiKey key,
      String clientAddress,
      @Nullable String idempotencyHeader) {
    ReferenceData reference = registry.referenceData();
    FormatVerdict format = FormatRules.judge(request, reference.products());
    boolean blocked = isBlocked(reference, clientAddress, request.fields());
    TelemetryRecord telemetry =
        telemetry(request, presentedKey, key, clientAddress, format, reference);
    Acknowledgement outcome = outcome(format, blocked);
    String name = idempotencyName(request, idempotencyHeader);
    Future<@Nullable IdempotencyKey> idempotency =
        name == null ? Future.succeededFuture() : contentHashes.key(name, request);
    return idempotency.map(
        named ->
            new Submission(
                telemetry, key, blocked, format.errors(), outcome, request.nonce(), named));
  }

  /**
   * Has a record checked and stored.
   *
   * @return what to tell the sender, once the record or the first one that it repeats is durable;
   *     fails with {@code StoreUnavailableException} if no durable place was found for it
   */
  public Future<Acknowledgement> keep(Submission submission) {
    return checks
        .check(
            submission.telemetry(),
            submission.key(),
            submission.blocked(),
            submission.formatErrors())
        .compose(verdict -> store.append(submission.toStore(verdict)))
        .map(StoreOutcome::outcome);
  }

  private TelemetryRecord telemetry(
      DecodedRequest request,
      String presentedKey,
      ApiKey key,
      String clientAddress,
      FormatVerdict format,
      ReferenceData reference) {
    CredentialFinder credentials =
        new CredentialFinder(presentedKey, text -> reference.apiKey(text) != null);
    // A UUIDv7 holds milliseconds; both must be the same moment.
    Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new TelemetryRecord(
        recordIds.at(receivedAt),
        receivedAt,
        key.environment(),
        key.id(),
        clientAddress,
        request.fieldsWithout(credentials),
        format.productId(),
        request.eventId(),
        request.occurredAt(),
        credentials.masked(request.nonce()),
        request.buildChecksum(),
        request.sequence(),
        request.raw(credentials),
        format.correct());
  }

  private static boolean isBlocked(
      ReferenceData reference, String clientAddress, TelemetryFields fields) {
    String user = fields.userIdentifier();
    String activation = fields.activationIdentifier();
    return reference.isAddressBlocked(clientAddress)
        || (user != null && reference.isUserBlocked(user))
        || (activation != null && reference.isActivationBlocked(activation));
  }

  private static Acknowledgement outcome(FormatVerdict format, boolean blocked) {
    if (blocked) {
      return new Acknowledgement(ResponseCode.ACCESS_DENIED.number(), Map.of());
    }
    return new Acknowledgement(
        (format.correct() ? ResponseCode.SAVED_CORRECT : ResponseCode.SAVED_INCORRECT).number(),
        format.errors());
  }

  /** The sender's name for this request; the header wins. Null if it has none. */
  private static @Nullable String idempotencyName(DecodedRequest request, @Nullable String header) {
    if (isIdempotencyKey(header)) {
      return header;
    }
    UUID eventId = request.eventId();
    return eventId == null ? null : eventId.toString();
  }

  /** 1 to 255 printable ASCII characters; any other header is one that we do not know. */
  private static boolean isIdempotencyKey(@Nullable String header) {
    return header != null
        && !header.isEmpty()
        && header.length() <= 255
        && header.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
