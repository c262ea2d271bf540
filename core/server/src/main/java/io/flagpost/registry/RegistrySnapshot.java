package io.flagpost.registry;

import io.flagpost.platform.net.NetworkSet;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The result of one consistent read of the database. Immutable. */
record RegistrySnapshot(
    Instant loadedAt,
    Map<ApiKeyHash, ApiKey> apiKeys,
    Map<Long, Product> productsById,
    Map<Long, Map<String, Set<String>>> versions,
    NetworkSet blockedNetworks,
    Set<String> blockedUsers,
    Set<String> blockedActivations)
    implements ReferenceData {

  /** No longer text is an API key: a client must not decide how much is hashed. */
  static final int LONGEST_API_KEY = 255;

  /** The decimal digits of the largest id. */
  private static final int LONGEST_ID = 19;

  RegistrySnapshot {
    apiKeys = Map.copyOf(apiKeys);
    productsById = Map.copyOf(productsById);
    versions = Map.copyOf(versions);
    blockedUsers = Set.copyOf(blockedUsers);
    blockedActivations = Set.copyOf(blockedActivations);
  }

  /** The same, read again later without changes. */
  RegistrySnapshot asOf(Instant moment) {
    return new RegistrySnapshot(
        moment, apiKeys, productsById, versions, blockedNetworks, blockedUsers, blockedActivations);
  }

  @Override
  public @Nullable ApiKey apiKey(String presented) {
    return presented.length() > LONGEST_API_KEY ? null : apiKeys.get(ApiKeyHash.of(presented));
  }

  @Override
  public Set<Long> products() {
    return productsById.keySet();
  }

  @Override
  public boolean hasVersion(long productId, String version) {
    return versions.getOrDefault(productId, Map.of()).containsKey(version);
  }

  @Override
  public boolean isAddressBlocked(String address) {
    return blockedNetworks.contains(address);
  }

  @Override
  public boolean isUserBlocked(String userIdentifier) {
    return blockedUsers.contains(userIdentifier);
  }

  @Override
  public boolean isActivationBlocked(String activationIdentifier) {
    return blockedActivations.contains(activationIdentifier);
  }

  /** The product with this id in canonical decimal form. */
  Optional<Product> product(String productId) {
    return parseId(productId).map(productsById::get);
  }

  Optional<ProductVersion> productVersion(String productId, String version) {
    return parseId(productId)
        .map(id -> versions.getOrDefault(id, Map.of()).get(version))
        .map(checksums -> new ProductVersion(productId, version, checksums));
  }

  private static Optional<Long> parseId(String text) {
    boolean canonical =
        !text.isEmpty()
            && text.length() <= LONGEST_ID
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!canonical) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException beyondLong) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "RegistrySnapshot[loadedAt=" + loadedAt + ", apiKeys=" + apiKeys.size() + "]";
  }
}
