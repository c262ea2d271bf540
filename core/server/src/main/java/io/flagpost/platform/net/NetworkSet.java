package io.flagpost.platform.net;

/** A set of IP networks (CIDR blocks), IPv4 and IPv6. Immutable. */
public interface NetworkSet {

  /** Whether it contains no networks. */
  boolean isEmpty();

  /**
   * Whether one of its networks contains this textual address; false if the text is not an address.
   */
  boolean contains(String address);
}
