package io.flagpost.demo;

/**
 * Addresses that belong to nobody: private ones (RFC 1918), shared address space (RFC 6598), that
 * for benchmarks (RFC 2544) and for documentation (RFC 3849, RFC 5737). Each number is a network of
 * its own.
 */
final class Places {
  /** The test farm's, a block. */
  static final String FARM = "198.51.100.0/24";

  private static final int OCTET = 256;
  private static final int SHARED = 62; // of the 64 octets of 100.64.0.0/10; two are taken below

  /** One in so many customers has IPv6. */
  private static final int IPV6 = 6;

  private Places() {}

  /** A machine of a customer. */
  static String customer(int number, int host) {
    return number % IPV6 == IPV6 - 1
        ? "2001:db8:" + Integer.toHexString(1 + number % 0xFFFE) + "::" + Integer.toHexString(host)
        : in("10", number % (OCTET * OCTET), host);
  }

  /** Somebody with the leaked license key. */
  static String leaker(int number, int host) {
    return in("198", 18 * OCTET + number % (2 * OCTET), host);
  }

  static String leakerNetwork(int number) {
    return leaker(number, 0) + "/24";
  }

  /** Somebody with the cracked version. */
  static String cracker(int number, int host) {
    return in("100", 64 * OCTET + number % (SHARED * OCTET), host);
  }

  static String crackerNetwork(int number) {
    return cracker(number, 0) + "/24";
  }

  /** Somebody who tries made-up keys. */
  static String generator(int number, int host) {
    return in("100", 127 * OCTET + number % OCTET, host);
  }

  static String generatorNetwork(int number) {
    return generator(number, 0) + "/24";
  }

  /** A place in which a copied machine runs. */
  static String copy(int number, int host) {
    return in("100", 126 * OCTET + number % OCTET, host);
  }

  static String copyNetwork(int number) {
    return copy(number, 0) + "/24";
  }

  /** One of the addresses from which the test farm sends. */
  static String farm(int host) {
    return "198.51.100." + host;
  }

  private static String in(String first, int network, int host) {
    return first + "." + network / OCTET + "." + network % OCTET + "." + host;
  }
}
