package io.flagpost.platform.tls;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one listener: 1.2 and 1.3, with HTTP/2 or HTTP/1.1 as the client prefers, and without
 * renegotiation, which costs a server far more than its client. Any number of servers can use it; a
 * new certificate takes effect in all of them at once for new connections, while open connections
 * continue.
 */
public final class ListenerTls implements UnaryOperator<HttpServerOptions> {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerTls.class);

  /** In order of preference; a client that offers none of them is refused, by RFC 7301. */
  private static final List<HttpVersion> ALPN =
      List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0);

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** The JDK reads it once, at its first TLS handshake. */
  private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  private final TlsFiles files;
  private final TlsSuites suites;
  private final Clock clock;
  private final ChangingKeyManager keys;
  private String inForce;
  private String seen;

  private ListenerTls(TlsFiles files, TlsSuites suites, Clock clock) {
    System.setProperty(NO_RENEGOTIATION, "true");
    this.files = files;
    this.suites = suites;
    this.clock = clock;
    List<byte[]> contents = read();
    KeyAndChain identity = files.parse(contents);
    this.keys = new ChangingKeyManager(identity);
    this.inForce = fingerprint(contents);
    this.seen = inForce;
    announce(identity);
  }

  /**
   * Reads and checks the files, and logs how long the certificate is valid, with a warning if it is
   * not. Blocking.
   *
   * @throws TlsException if they are unusable
   */
  public static ListenerTls load(TlsFiles files, TlsSuites suites, Clock clock) {
    return new ListenerTls(files, suites, clock);
  }

  /** Configures TLS in the options of a server. */
  @Override
  public HttpServerOptions apply(HttpServerOptions options) {
    if (suites == TlsSuites.RECOMMENDED) {
      CipherSuites.RECOMMENDED.forEach(options::addEnabledCipherSuite);
    }
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(ALPN)
        .setSslEngineOptions(new JdkSSLEngineOptions())
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(KeyCertOptions.wrap(keys));
  }

  /**
   * Checks whether the files have changed, and uses the new ones if they are valid; otherwise keeps
   * the old ones and logs that once. Blocking.
   */
  synchronized void reload() {
    try {
      List<byte[]> contents = read();
      String found = fingerprint(contents);
      if (isNews(found)) {
        use(found, files.parse(contents));
      }
    } catch (UnreadableFileException e) {
      if (isNews(String.valueOf(e.getMessage()))) {
        keepOld(e);
      }
    } catch (TlsException e) {
      keepOld(e);
    }
  }

  /** Whether the content differs from the last one. */
  private boolean isNews(String found) {
    boolean news = !found.equals(seen);
    seen = found;
    return news;
  }

  private void use(String found, KeyAndChain identity) {
    if (!found.equals(inForce)) {
      keys.change(identity);
      inForce = found;
    }
    announce(identity);
  }

  private static void keepOld(TlsException reason) {
    LOG.warn("{}; the certificate in force stays", reason.getMessage());
  }

  private List<byte[]> read() {
    return files.files().stream().map(SettingFile::read).toList();
  }

  private void announce(KeyAndChain identity) {
    LOG.info("{}: {}", files.section(), identity);
    identity
        .objection(clock.instant())
        .ifPresent(objection -> LOG.warn("{}: the certificate {}", files.section(), objection));
  }

  private static String fingerprint(List<byte[]> contents) {
    MessageDigest digest = Sha256.digest();
    for (byte[] content : contents) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
      digest.update(content);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
