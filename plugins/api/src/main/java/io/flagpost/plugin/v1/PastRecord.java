package io.flagpost.plugin.v1;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The fields of an earlier record that checks compare; as in {@link Telemetry}, a missing field is
 * empty.
 *
 * @param recordId the gateway's id of the record
 * @param receivedAt when the gateway received it
 * @param clientAddress the address it came from, as text
 * @param userIdentifier the user, as the client names them
 * @param activationIdentifier the activation that the copy claims to have
 * @param productVersion the version that the copy claims to be
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

  /** Shows only the record's id, none of the client's fields. */
  @Override
  public String toString() {
    return "PastRecord[" + recordId + "]";
  }
}
