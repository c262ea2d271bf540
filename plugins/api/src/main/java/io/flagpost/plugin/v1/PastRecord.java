package io.flagpost.plugin.v1;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An earlier record, as far as checks compare records; as with {@link Telemetry}, a field that is
 * missing is empty.
 *
 * @param recordId the gateway's own id of it
 * @param receivedAt when the gateway received it
 * @param clientAddress the address it came from, textual
 * @param userIdentifier the user, as the client names them
 * @param activationIdentifier the activation that the copy claims to be
 * @param productVersion the version that the copy says it is
 * @param occurredAt the client's own time
 * @param sequence {@code metadata.sequence}
 */
public record PastRecord(
    UUID recordId,
    Instant receivedAt,
    String clientAddress,
    Optional<String> userIdentifier,
    Optional<String> activationIdentifier,
    Optional<String> productVersion,
    Optional<Instant> occurredAt,
    Optional<Long> sequence) {

  public PastRecord {
    Objects.requireNonNull(recordId, "recordId");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(clientAddress, "clientAddress");
    Objects.requireNonNull(userIdentifier, "userIdentifier");
    Objects.requireNonNull(activationIdentifier, "activationIdentifier");
    Objects.requireNonNull(productVersion, "productVersion");
    Objects.requireNonNull(occurredAt, "occurredAt");
    Objects.requireNonNull(sequence, "sequence");
  }

  /** Names the record; no field of the client's. */
  @Override
  public String toString() {
    return "PastRecord[" + recordId + "]";
  }
}
