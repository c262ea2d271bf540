package io.flagpost.telemetry.http;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that one client has at its disposal, as far as anybody knows: an IPv4 address, or
 * an IPv6 network of 64 bits, which is what a provider gives to a single household or machine.
 *
 * @param ipv6 whether it is IPv6
 * @param bits the address, or the first 64 bits of it
 */
record AddressBlock(boolean ipv6, long bits) {
  private static final int IPV4_BYTES = 4;

  /** The one that holds this address; null if the text is none. */
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
