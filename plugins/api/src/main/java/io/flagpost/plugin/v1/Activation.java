package io.flagpost.plugin.v1;

import java.util.Objects;

/**
 * One activation of a license: an installation that the vendor has admitted.
 *
 * @param licenseKey the license it belongs to
 * @param identifier the activation's own identifier, as the client sends it
 * @param active false once it has been deactivated
 */
public record Activation(String licenseKey, String identifier, boolean active) {

  public Activation {
    Objects.requireNonNull(licenseKey, "licenseKey");
    Objects.requireNonNull(identifier, "identifier");
  }

  /** Without the license key, which must not get into logs. */
  @Override
  public String toString() {
    return "Activation[" + identifier + ", " + (active ? "active" : "inactive") + "]";
  }
}
