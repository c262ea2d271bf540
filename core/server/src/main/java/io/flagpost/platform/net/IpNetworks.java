package io.flagpost.platform.net;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4AddressTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressTrie;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Networks in two prefix trees, so that a long block list costs no more than a short one.
 *
 * <p>An IPv4-mapped IPv6 address ({@code ::ffff:192.0.2.1}) counts as the IPv4 address, both in the
 * set and in queries. A zone ({@code %eth0}) is ignored. Text is parsed strictly and never
 * resolved.
 */
public final class IpNetworks implements NetworkSet {
  private static final int IPV4_SITE_BITS = 24;
  private static final int IPV6_SITE_BITS = 48;
  private static final IPAddressStringParameters ADDRESS = strict(false);
  private static final IPAddressStringParameters NETWORK = strict(true);

  // Never modified after construction, so readable on any thread.
  private final IPv4AddressTrie ipv4 = new IPv4AddressTrie();
  private final IPv6AddressTrie ipv6 = new IPv6AddressTrie();
  private final boolean empty;

  private IpNetworks(Collection<String> networks) {
    networks.forEach(this::add);
    empty = networks.isEmpty();
  }

  /**
   * Creates a set of these networks.
   *
   * @param networks CIDR blocks or single addresses; host bits are ignored
   * @throws IllegalArgumentException if one of them is neither
   */
  public static NetworkSet of(Collection<String> networks) {
    return new IpNetworks(networks);
  }

  /**
   * A network in the notation of PostgreSQL's {@code cidr}, with the host bits cleared; a single
   * address is a /32 or /128. Empty if the text is neither.
   */
  public static Optional<String> canonicalNetwork(String network) {
    return Optional.ofNullable(parse(network, NETWORK))
        .map(IPAddress::toPrefixBlock)
        .map(
            block -> {
              int bits = block.isPrefixed() ? block.getPrefixLength() : block.getBitCount();
              return block.getLower().withoutPrefixLength().toCanonicalString() + "/" + bits;
            });
  }

  /**
   * An address in canonical form: without zone, and as IPv4 if it is IPv4-mapped; null if the text
   * is not an address.
   */
  public static @Nullable String canonical(String address) {
    IPAddress parsed = parse(address, ADDRESS);
    return parsed == null ? null : parsed.toCanonicalString();
  }

  /**
   * The network of the site that an address belongs to, its /24 or (for IPv6) /48, in canonical
   * form; empty if the text is not an address.
   */
  public static Optional<String> site(String address) {
    return Optional.ofNullable(parse(address, ADDRESS))
        .map(
            parsed ->
                parsed
                    .toPrefixBlock(parsed.isIPv4() ? IPV4_SITE_BITS : IPV6_SITE_BITS)
                    .toCanonicalString());
  }

  private void add(String network) {
    IPAddress block = parse(network, NETWORK);
    if (block == null) {
      throw new IllegalArgumentException("Not an IP network: " + network);
    }
    if (block.isIPv4()) {
      ipv4.add(block.toIPv4().toPrefixBlock());
    } else {
      ipv6.add(block.toIPv6().toPrefixBlock());
    }
  }

  @Override
  public boolean isEmpty() {
    return empty;
  }

  @Override
  public boolean contains(String address) {
    if (empty) {
      return false;
    }
    IPAddress parsed = parse(address, ADDRESS);
    if (parsed == null) {
      return false;
    }
    return parsed.isIPv4()
        ? ipv4.elementContains(parsed.toIPv4())
        : ipv6.elementContains(parsed.toIPv6());
  }

  private static @Nullable IPAddress parse(String text, IPAddressStringParameters rules) {
    IPAddress parsed = new IPAddressString(text, rules).getAddress();
    if (parsed == null || parsed.isIPv4()) {
      return parsed;
    }
    IPv6Address address = parsed.toIPv6().removeZone();
    return address.isIPv4Mapped() ? address.getEmbeddedIPv4Address() : address;
  }

  private static IPAddressStringParameters strict(boolean withPrefix) {
    return new IPAddressStringParameters.Builder()
        .allowEmpty(false)
        .allowAll(false)
        .allowSingleSegment(false)
        .allowWildcardedSeparator(false)
        .allowMask(false)
        .allowPrefixOnly(false)
        .allowPrefix(withPrefix)
        .allow_inet_aton(false)
        .setRangeOptions(RangeParameters.NO_RANGE)
        .getIPv4AddressParametersBuilder()
        .allowBinary(false)
        .allowLeadingZeros(false)
        .getParentBuilder()
        .getIPv6AddressParametersBuilder()
        .allowBinary(false)
        .allowBase85(false)
        .getParentBuilder()
        .toParams();
  }
}
