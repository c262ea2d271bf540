package io.flagpost.registry;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.plugin.v1.Product;
import io.flagpost.wire.SignatureProfile;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reference data row by row, as in the database: can be compared, and stored elsewhere.
 * Immutable; equal if nothing has changed.
 *
 * @param apiKeys the secrets of API keys, as hashes, each with the properties of its key
 * @param products the products
 * @param versions their versions
 * @param blocked the block list
 */
public record RegistryTables(
    List<KeyRow> apiKeys,
    List<ProductRow> products,
    List<VersionRow> versions,
    List<BlockRow> blocked) {

  /** No rows at all. */
  public static final RegistryTables EMPTY =
      new RegistryTables(List.of(), List.of(), List.of(), List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  public RegistryTables {
    apiKeys = List.copyOf(apiKeys);
    products = List.copyOf(products);
    versions = List.copyOf(versions);
    blocked = List.copyOf(blocked);
  }

  /**
   * A secret of an API key.
   *
   * @param hash its SHA-256 in hexadecimal digits
   * @param expiresAt in ISO-8601, or null
   */
  record KeyRow(
      long id,
      String hash,
      String environment,
      boolean active,
      @Nullable String expiresAt,
      List<String> capabilities,
      List<String> allowList,
      List<Long> products,
      String profile,
      @Nullable Integer rateLimit) {

    private ApiKeyHash keyHash() {
      return ApiKeyHash.ofStored(HexFormat.of().parseHex(hash));
    }

    private ApiKey apiKey() {
      return new ApiKey(
          id,
          environment,
          active,
          expiresAt == null ? null : Instant.parse(expiresAt),
          capabilities.stream()
              .map(name -> Capability.valueOf(name.toUpperCase(Locale.ROOT)))
              .collect(toSet()),
          IpNetworks.of(allowList),
          Set.copyOf(products),
          SignatureProfile.valueOf(profile.toUpperCase(Locale.ROOT)),
          rateLimit);
    }

    @Override
    public String toString() {
      return "KeyRow[" + id + "]";
    }
  }

  record ProductRow(long id, String name) {}

  record VersionRow(long productId, String version, List<String> checksums) {}

  /**
   * An entry of the block list.
   *
   * @param kind network, user or activation
   */
  record BlockRow(String kind, String value) {}

  /** Whether there is one of the demo's public API keys. */
  public boolean holdPublishedKeys() {
    return apiKeys.stream().anyMatch(row -> DemoData.isPublished(row.hash()));
  }

  /** All rows as JSON. */
  public JsonNode toJson() {
    return JSON.valueToTree(this);
  }

  /**
   * Reads the result of {@link #toJson}.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  public static RegistryTables ofJson(JsonNode json) {
    try {
      RegistryTables tables = JSON.treeToValue(json, RegistryTables.class);
      tables.snapshot(Instant.EPOCH); // throws if a row is invalid
      return tables;
    } catch (JsonProcessingException | NullPointerException e) {
      // Not as the cause: its message quotes what it could not read.
      throw new IllegalArgumentException("the stored reference data are invalid", null);
    }
  }

  /**
   * The snapshot for queries.
   *
   * @throws IllegalArgumentException if a row is invalid
   */
  RegistrySnapshot snapshot(Instant loadedAt) {
    Map<String, List<String>> blockedByKind =
        blocked.stream().collect(groupingBy(BlockRow::kind, mapping(BlockRow::value, toList())));
    return new RegistrySnapshot(
        loadedAt,
        apiKeys.stream().collect(toMap(KeyRow::keyHash, KeyRow::apiKey)),
        products.stream()
            .collect(
                toMap(ProductRow::id, row -> new Product(Long.toString(row.id()), row.name()))),
        versions.stream()
            .collect(
                groupingBy(
                    VersionRow::productId,
                    toMap(VersionRow::version, row -> Set.copyOf(row.checksums())))),
        IpNetworks.of(blockedByKind.getOrDefault("network", List.of())),
        Set.copyOf(blockedByKind.getOrDefault("user", List.of())),
        Set.copyOf(blockedByKind.getOrDefault("activation", List.of())));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "RegistryTables[apiKeys=%d, products=%d, versions=%d, blocked=%d]",
        apiKeys.size(),
        products.size(),
        versions.size(),
        blocked.size());
  }
}
