package io.flagpost.telemetry.query;

import io.flagpost.platform.database.SqlCondition;
import io.netty.util.NetUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The condition that a row {@code t} was sent from a network.
 *
 * <p>Addresses are stored as text, so that those of a network have a beginning in common, by which
 * they are found in the index; whether one is within is then decided by its bits.
 */
final class AddressCondition {
  private static final String COLUMN = "t.client_address COLLATE \"C\"";

  /** Only text that has the form of an address is taken for one. */
  private static final String INSIDE =
      """
      CASE WHEN t.client_address ~ '^([0-9]{1,3}[.]){3}[0-9]{1,3}$'
             OR t.client_address ~ '^[0-9a-f]*:[0-9a-f:]*(%.*)?$'
           THEN split_part(t.client_address, '%', 1)::inet <<= $1::text::inet ELSE false END""";

  private static final int BITS_OF_OCTET = 8;
  private static final int BITS_OF_GROUP = 16;
  private static final int IPV4_OCTETS = 4;

  private AddressCondition() {}

  /**
   * The condition.
   *
   * @param network in PostgreSQL's notation of {@code cidr}; null for anywhere
   */
  static SqlCondition within(@Nullable String network) {
    if (network == null) {
      return SqlCondition.TRUE;
    }
    int slash = network.indexOf('/');
    String address = network.substring(0, slash);
    int bits = Integer.parseInt(network.substring(slash + 1));
    byte[] octets =
        Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(address), "no address");
    if (bits == octets.length * BITS_OF_OCTET) {
      return octets.length == IPV4_OCTETS
          ? SqlCondition.of(COLUMN + " = $1::text", address)
          : SqlCondition.of(
              COLUMN + " = ANY ($1::text[])", (Object) new String[] {address, inFull(octets)});
    }
    String prefix =
        octets.length == IPV4_OCTETS ? prefixOfIpv4(octets, bits) : prefixOfIpv6(octets, bits);
    return beginning(prefix).and(SqlCondition.of(INSIDE, network));
  }

  /** Whether a network is a single address. */
  static boolean isOfOne(@Nullable String network) {
    return network != null && network.endsWith(network.indexOf(':') < 0 ? "/32" : "/128");
  }

  private static SqlCondition beginning(String prefix) {
    if (prefix.isEmpty()) {
      return SqlCondition.TRUE;
    }
    int last = prefix.length() - 1;
    String end = prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    return SqlCondition.of(COLUMN + " >= $1::text AND " + COLUMN + " < $2::text", prefix, end);
  }

  private static String prefixOfIpv4(byte[] octets, int bits) {
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < bits / BITS_OF_OCTET; i++) {
      prefix.append(octets[i] & 0xff).append('.');
    }
    return prefix.toString();
  }

  /** Up to the first group of zeros, because it may be written as a part of {@code ::}. */
  private static String prefixOfIpv6(byte[] octets, int bits) {
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < bits / BITS_OF_GROUP && group(octets, i) != 0; i++) {
      prefix.append(Integer.toHexString(group(octets, i))).append(':');
    }
    return prefix.toString();
  }

  /** As a connection without a proxy gives it: with all groups. */
  private static String inFull(byte[] octets) {
    StringBuilder address = new StringBuilder();
    for (int i = 0; i < octets.length / 2; i++) {
      address.append(i == 0 ? "" : ":").append(Integer.toHexString(group(octets, i)));
    }
    return address.toString();
  }

  private static int group(byte[] octets, int number) {
    return (octets[2 * number] & 0xff) << BITS_OF_OCTET | (octets[2 * number + 1] & 0xff);
  }
}
