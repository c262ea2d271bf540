package io.flagpost.plugin.v1;

import java.util.Objects;

/**
 * A product of the vendor.
 *
 * @param id its id, in the canonical decimal text of the wire
 * @param name its name, for people
 */
public record Product(String id, String name) {

  public Product {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
  }
}
