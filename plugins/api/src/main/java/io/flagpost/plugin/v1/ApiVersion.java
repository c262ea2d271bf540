package io.flagpost.plugin.v1;

/**
 * The semantic version of this contract, independent of the gateway's version.
 *
 * <p>A plugin states in its manifest's {@code Plugin-Requires} which versions it supports, for
 * example {@code >=1.0.0 & <2.0.0}. Additions raise the minor version. Nothing is ever removed or
 * changed within a major version, which is also in the package's name.
 */
public final class ApiVersion {
  /** The version of the contract that this file belongs to. */
  public static final String CURRENT = "1.2.0";

  private ApiVersion() {}
}
