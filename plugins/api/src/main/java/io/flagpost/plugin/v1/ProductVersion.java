package io.flagpost.plugin.v1;

import java.util.Objects;
import java.util.Set;

/**
 * A released version of a product.
 *
 * @param productId the product, in the canonical decimal text of the wire
 * @param version the version, as the client sends it
 * @param buildChecksums SHA-256 of each genuine build, in lower-case hexadecimal; empty if not
 *     known
 */
public record ProductVersion(String productId, String version, Set<String> buildChecksums) {

  public ProductVersion {
    Objects.requireNonNull(productId, "productId");
    Objects.requireNonNull(version, "version");
    buildChecksums = Set.copyOf(buildChecksums);
  }
}
