package io.flagpost.platform.database;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The connection settings of a PostgreSQL, for both clients.
 *
 * @param url its address
 * @param user the user
 * @param password its password; may be empty
 */
public record DatabaseSettings(DatabaseUrl url, String user, String password) {
  private static final String APPLICATION = "flagpost";

  public DatabaseSettings {
    if (url.isEmbedded()) {
      throw new IllegalArgumentException("There is no such place");
    }
  }

  /** For an external PostgreSQL; a separate user and password override those in the URL. */
  public static DatabaseSettings of(DatabaseUrl url, String user, String password) {
    return new DatabaseSettings(
        url, user.isEmpty() ? url.user() : user, password.isEmpty() ? url.password() : password);
  }

  /** For the reactive client; prepared statements are cached. */
  public PgConnectOptions connectOptions() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setDatabase(url.database())
            .setUser(user)
            .setPassword(password)
            .setSslMode(SslMode.of(url.sslMode()))
            .setCachePreparedStatements(true)
            .addProperty("application_name", APPLICATION);
    if (!"disable".equals(url.sslMode())) {
      options.setSslOptions(sslOptions());
    }
    return options;
  }

  /** As in libpq: without a file of authorities the server's certificate is not verified. */
  private ClientSSLOptions sslOptions() {
    ClientSSLOptions ssl = new ClientSSLOptions();
    if (url.sslRootCert().isEmpty()) {
      ssl.setTrustAll(true).setHostnameVerificationAlgorithm("");
    } else {
      boolean verifyHost = "verify-full".equals(url.sslMode());
      ssl.setTrustOptions(new PemTrustOptions().addCertPath(url.sslRootCert()))
          .setHostnameVerificationAlgorithm(verifyHost ? "HTTPS" : "");
    }
    return ssl;
  }

  /** For JDBC; contains no password. */
  public String jdbcUrl() {
    String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    String rootCert =
        url.sslRootCert().isEmpty() ? "" : "&sslrootcert=" + encode(url.sslRootCert());
    return "jdbc:postgresql://"
        + (host + ":" + url.port() + "/" + encode(url.database()))
        + ("?ApplicationName=" + APPLICATION + "&connectTimeout=10&loginTimeout=10")
        + ("&tcpKeepAlive=true&sslmode=" + url.sslMode())
        + rootCert;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + url + ", user=" + user + "]";
  }
}
