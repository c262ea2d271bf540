package io.flagpost.plugin.v1;

import java.util.Objects;

/**
 * A released version of a product.
 *
 * @param productId the product, in the canonical decimal text of the wire
 * @param version the version, as the client sends it
 */
public record ProductVersion(String productId, String version) {

  public ProductVersion {
    Objects.requireNonNull(productId, "productId");
    Objects.requireNonNull(version, "version");
  }
}
