package io.flagpost.registry;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An immutable snapshot of the data that the gateway holds completely in memory. Any thread. */
public interface ReferenceData {

  /** The API key with the hash of {@code presented}, usable or not; null if there is none. */
  @Nullable ApiKey apiKey(String presented);

  /** The ids of all products that exist. */
  Set<Long> products();

  /** Whether the product has exactly this version. */
  boolean hasVersion(long productId, String version);

  /** Whether this textual address is on the block list. */
  boolean isAddressBlocked(String address);

  /** Whether this user identifier is on the block list. */
  boolean isUserBlocked(String userIdentifier);

  /** Whether this activation identifier is on the block list. */
  boolean isActivationBlocked(String activationIdentifier);
}
