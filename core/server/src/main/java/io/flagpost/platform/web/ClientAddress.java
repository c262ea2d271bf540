package io.flagpost.platform.web;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.net.NetworkSet;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from: the peer of the connection, unless that is a proxy that the operator
 * trusts. Then {@code X-Forwarded-For} is read from its end, where the nearest proxy wrote, past
 * trusted proxies to the first other address: what stands before that is the client's own claim.
 * Any thread.
 */
public final class ClientAddress implements Function<HttpServerRequest, String> {
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";

  /** No chain of proxies is longer; bounds what a header can cost. */
  private static final int MOST_HOPS = 32;

  /** The longest address with brackets and port. */
  private static final int LONGEST_ENTRY = 64;

  /** {@code 192.0.2.1:567} or {@code [2001:db8::1]}, with or without a port. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:([0-9.]+)|\\[([0-9A-Fa-f:.]+)])(?::[0-9]{1,5})?");

  private final NetworkSet trusted;

  /**
   * @param trusted the trusted proxies
   */
  public ClientAddress(NetworkSet trusted) {
    this.trusted = trusted;
  }

  /** The address of the client, as text. */
  @Override
  public String apply(HttpServerRequest request) {
    String peer = request.remoteAddress().hostAddress();
    return trusted.contains(peer) ? walk(peer, request.headers().getAll(FOR)) : peer;
  }

  /** Whether the client uses TLS, to this listener or, as the proxy says, to a trusted proxy. */
  public boolean isSecure(HttpServerRequest request) {
    boolean direct = request.isSSL();
    if (direct || trusted.isEmpty()) {
      return direct;
    }
    String scheme = request.getHeader(PROTO);
    return scheme != null
        && scheme.strip().equalsIgnoreCase("https")
        && trusted.contains(request.remoteAddress().hostAddress());
  }

  /** Goes from the end to the first address that is not trusted, or as far as there are any. */
  private String walk(String peer, List<String> lines) {
    String reached = peer;
    int hops = 0;
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      for (int end = line.length(); end >= 0 && hops < MOST_HOPS; hops++) {
        int comma = line.lastIndexOf(',', end - 1);
        String entry = line.substring(comma + 1, end).strip();
        if (!entry.isEmpty()) { // an empty entry is none, says RFC 9110
          String address = parse(entry);
          if (address == null) {
            return reached;
          }
          reached = address;
          if (!trusted.contains(address)) {
            return reached;
          }
        }
        end = comma;
      }
    }
    return reached;
  }

  private static @Nullable String parse(String entry) {
    if (entry.length() > LONGEST_ENTRY) {
      return null;
    }
    Matcher matcher = WITH_PORT.matcher(entry);
    if (!matcher.matches()) {
      return IpNetworks.canonical(entry);
    }
    String ipv4 = matcher.group(1);
    return IpNetworks.canonical(ipv4 != null ? ipv4 : matcher.group(2));
  }
}
