package io.flagpost.plugin.sharedlicense;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Decides what counts as one address. */
final class Networks {
  private static final int SITE_BYTES = 8;

  private Networks() {}

  /**
   * An IPv4 address itself; the first 64 bits of an IPv6 address, because a machine changes the
   * others every day (RFC 8981).
   */
  static String of(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // Text with a colon is parsed as an address or refused; no name is ever resolved.
      int zone = address.indexOf('%');
      InetAddress parsed = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(parsed.getAddress(), 0, SITE_BYTES) + "/64"
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
