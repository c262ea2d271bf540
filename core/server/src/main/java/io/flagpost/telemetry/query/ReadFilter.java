package io.flagpost.telemetry.query;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which records a reader wants to see; null stands for whatever it is.
 *
 * @param from the first moment of receipt
 * @param to the moment of receipt to stop before
 * @param limit how many records at most
 * @param place where to begin
 */
public record ReadFilter(
    @Nullable String dataType,
    @Nullable String dataGroup,
    @Nullable String productId,
    @Nullable String productVersion,
    @Nullable String userIdentifier,
    @Nullable String licenseKey,
    @Nullable String activationIdentifier,
    @Nullable UUID eventId,
    @Nullable Boolean hasRedFlags,
    @Nullable String redFlag,
    @Nullable Instant from,
    @Nullable Instant to,
    int limit,
    Place place) {

  /**
   * Where to begin.
   *
   * @param afterId only records with a higher id; 0 for all
   * @param skip how many of those to leave out
   */
  public record Place(long afterId, int skip) {}
}
