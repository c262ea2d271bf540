package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.cli.console.TrustFile;
import io.flagpost.platform.files.Secret;
import io.flagpost.platform.tls.ListenerTls;
import io.flagpost.platform.tls.PemFiles;
import io.flagpost.platform.tls.TlsSuites;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users are told when it is not as they think. The servers have nothing but 404. */
class GatewayClientTest {
  private static final Certificates AUTHORITY = new Certificates();

  @TempDir private Path folder;

  /** How long the servers' first handshakes take is no matter here. */
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
              .setMaxEventLoopExecuteTime(60));

  private int tlsPort;
  private int plainPort;

  @BeforeEach
  void listen() throws IOException {
    tlsPort = listen(AUTHORITY.issue("gateway"));
    plainPort = listen(new HttpServerOptions());
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void anAuthorityThatIsGivenIsTrusted() throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), AUTHORITY.certificate());

    assertSays(
        "https://127.0.0.1:" + tlsPort,
        TrustFile.load(file),
        "The gateway at https://127.0.0.1:" + tlsPort + " gives no public key: HTTP 404");
  }

  @Test
  void anUnknownAuthorityIsSaidToBeOne() {
    String url = "https://127.0.0.1:" + tlsPort;

    assertSays(url, null, "The certificate of " + url + " is from no authority", "--cacert");
  }

  @Test
  void aCertificateForAnotherNameIsSaidToBeOne() {
    String url = "https://localhost:" + tlsPort;

    assertSays(url, AUTHORITY.clientContext(), "certificate of " + url + " is not for localhost");
  }

  @Test
  void anOldCertificateIsSaidToBeOne() throws IOException {
    int port =
        listen(
            AUTHORITY.issue(
                "old", Certificates.rsa(), Clock.systemUTC().instant().minus(Duration.ofHours(1))));
    String url = "https://127.0.0.1:" + port;

    assertSays(url, AUTHORITY.clientContext(), "The certificate of " + url + " has expired");
  }

  @Test
  void plainHttpToAPortThatSpeaksTlsIsNoticed() {
    assertSays(
        "http://127.0.0.1:" + tlsPort,
        null,
        "http://127.0.0.1:" + tlsPort,
        "write https://127.0.0.1:" + tlsPort);
  }

  @Test
  void tlsToAPortThatSpeaksPlainHttpIsNoticed() {
    assertSays(
        "https://127.0.0.1:" + plainPort,
        AUTHORITY.clientContext(),
        "There is no TLS at https://127.0.0.1:" + plainPort,
        "write http://127.0.0.1:" + plainPort);
  }

  private static void assertSays(String url, @Nullable SSLContext trust, String... words) {
    GatewayClient client = new GatewayClient(url, trust);

    assertThatThrownBy(() -> client.publicKey(null))
        .isInstanceOf(IOException.class)
        .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
  }

  private int listen(Issued issued) throws IOException {
    Path chain = Files.writeString(folder.resolve("chain.pem"), issued.certificates());
    Path key = Files.writeString(folder.resolve("key.pem"), issued.pkcs8());
    PemFiles files = new PemFiles("http.tls", chain, key, new Secret(""));
    ListenerTls tls = ListenerTls.load(files, TlsSuites.RECOMMENDED, Clock.systemUTC());
    return listen(tls.apply(new HttpServerOptions()));
  }

  private int listen(HttpServerOptions options) {
    return Futures.await(
            vertx
                .createHttpServer(options)
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen(0, "127.0.0.1"))
        .actualPort();
  }
}
