package io.flagpost.cli.admin;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Checks the address of an admin listener. */
final class GatewayUrl {
  static final String STANDARD = "http://127.0.0.1:8081";

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private GatewayUrl() {}

  /**
   * Normalises a URL. Throws {@code IllegalArgumentException} with a reason if it is not usable.
   */
  static String check(String text) {
    URI uri = URI.create(text.strip().replaceAll("/+$", ""));
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("it begins with neither http:// nor https://");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("it is not like " + STANDARD);
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("it has a query or a fragment");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path;
  }

  /** Whether the connection to it is unencrypted and leaves this machine. */
  static boolean isOpenToOthers(String url) {
    URI uri = URI.create(url);
    return "http".equals(uri.getScheme()) && !THIS_MACHINE.contains(uri.getHost());
  }
}
