package io.flagpost.plugin.v1;

/**
 * The semantic version of this contract; it moves on its own, whatever the gateway's version is.
 *
 * <p>A plugin states in its manifest's {@code Plugin-Requires} which versions it was made for,
 * {@code >=1.0.0 & <2.0.0} for example. Additions raise the minor version. Nothing is ever removed
 * or changed within a major version, which is also in the package's name.
 */
public final class ApiVersion {
  /** The version of the contract that this file is a part of. */
  public static final String CURRENT = "1.1.0";

  private ApiVersion() {}
}
