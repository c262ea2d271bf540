package io.flagpost.telemetry.http;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that count as one client: an IPv4 address, or an IPv6 /64 network, which is what a
 * provider assigns to one household or machine.
 *
 * @param ipv6 whether it is IPv6
 * @param bits the address, or the first 64 bits of it
 */
record AddressBlock(boolean ipv6, long bits) {
  private static final int IPV4_BYTES = 4;

  /** The block of an address; null if the text is not an address. */
  static @Nullable AddressBlock of(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return null;
    }
    return bytes.length == IPV4_BYTES
        ? new AddressBlock(false, ByteBuffer.wrap(bytes).getInt())
        : new AddressBlock(true, ByteBuffer.wrap(bytes).getLong());
  }
}
