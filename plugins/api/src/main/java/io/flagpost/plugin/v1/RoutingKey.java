package io.flagpost.plugin.v1;

/**
 * What the records that a {@link FoldCheck} brings together have in common, beside their
 * environment. A record that lacks the field is not folded.
 *
 * @since 1.2.0
 */
public enum RoutingKey {
  /** The license key. */
  LICENSE,
  /** The activation identifier and the license key that it was sent with. */
  ACTIVATION,
  /** The user identifier. */
  USER,
  /** The address that the record came from; every record has one. */
  ADDRESS,
  /** The nonce and the API key that it was sent with. */
  NONCE
}
