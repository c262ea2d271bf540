package io.flagpost.platform.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address of PostgreSQL in the configuration; empty means the embedded one.
 *
 * <p>Read from {@code postgresql://user:password@host:port/database}, {@code postgres://…} or
 * {@code jdbc:postgresql://…}. Parameters have the names of libpq.
 *
 * @param host the host, without brackets; empty if embedded
 * @param port the port
 * @param database the database's name
 * @param user the user, or empty if not in the URL
 * @param password the password, or empty if not in the URL
 * @param sslMode libpq's mode of encryption
 * @param sslRootCert PEM file of the authorities to trust, or empty
 */
public record DatabaseUrl(
    String host,
    int port,
    String database,
    String user,
    String password,
    String sslMode,
    String sslRootCert) {

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Set<String> PARAMETERS =
      Set.of("user", "password", "sslmode", "sslrootcert");
  private static final int DEFAULT_PORT = 5432;

  public DatabaseUrl {
    if (!SSL_MODES.contains(sslMode)) {
      throw new IllegalArgumentException("sslmode is one of " + SSL_MODES);
    }
    if (sslMode.startsWith("verify-") && sslRootCert.isEmpty()) {
      throw new IllegalArgumentException("sslmode=" + sslMode + " needs sslrootcert");
    }
  }

  /** Parses a URL. Throws {@code IllegalArgumentException} if it is unusable. */
  public static DatabaseUrl parse(String text) {
    String url = text.strip();
    if (url.isEmpty()) {
      return new DatabaseUrl("", 0, "", "", "", "prefer", "");
    }
    URI uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
    boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!known || uri.getHost() == null || path.length() < 2 || path.indexOf('/', 1) > 0) {
      throw new IllegalArgumentException("Not postgresql://host:port/database");
    }
    Map<String, String> parameters = parameters(uri.getRawQuery());
    String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = login.indexOf(':');
    String user = colon < 0 ? login : login.substring(0, colon);
    String password = colon < 0 ? "" : login.substring(colon + 1);
    return new DatabaseUrl(
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        decode(path.substring(1)),
        parameters.getOrDefault("user", decode(user)),
        parameters.getOrDefault("password", decode(password)),
        parameters.getOrDefault("sslmode", "prefer"),
        parameters.getOrDefault("sslrootcert", ""));
  }

  /** Whether the gateway runs a PostgreSQL of its own. */
  public boolean isEmbedded() {
    return host.isEmpty();
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException("Unknown parameter");
      }
      parameters.put(name, decode(pair.substring(equals + 1)));
    }
    return parameters;
  }

  private static String decode(String text) {
    // "+" is a plus sign here, unlike in forms
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The URL without its password. */
  @Override
  public String toString() {
    if (isEmbedded()) {
      return "";
    }
    String secret = password.isEmpty() ? "" : ":****";
    String login = user.isEmpty() ? "" : user + secret + "@";
    String where = host.contains(":") ? "[" + host + "]" : host;
    String ssl = "prefer".equals(sslMode) ? "" : "?sslmode=" + sslMode;
    return "postgresql://" + login + where + ":" + port + "/" + database + ssl;
  }
}
