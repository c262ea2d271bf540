package io.flagpost.platform.net;

/** A set of IP networks (CIDR blocks), IPv4 and IPv6. Immutable. */
public interface NetworkSet {

  /** Whether there is no network in it. */
  boolean isEmpty();

  /** Whether one of its networks holds this textual address; false for what is no address. */
  boolean contains(String address);
}
