package io.flagpost.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.files.Secret;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.Futures;
import io.flagpost.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTlsTest {
  private static final Certificates AUTHORITY = new Certificates();
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Issued first = AUTHORITY.issue("first");
  private ListenerTls tls;
  private URI url;

  @BeforeEach
  void serve() throws IOException {
    write(first.certificates(), first.pkcs8());
    PemFiles files = new PemFiles("http.tls", certificateFile(), keyFile(), new Secret(""));
    tls = ListenerTls.load(files, TlsSuites.RECOMMENDED, Clock.systemUTC());
    url = listen(tls);
  }

  @AfterEach
  void stop() {
    Futures.await(vertx.close());
  }

  @Test
  void bothVersionsOfHttpAreSpoken() throws Exception {
    assertThat(get(client(HttpClient.Version.HTTP_2)).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(get(client(HttpClient.Version.HTTP_1_1)).version())
        .isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void theWholeChainIsPresented() throws Exception {
    HttpResponse<String> answer = get(client(HttpClient.Version.HTTP_2));

    assertThat(answer.sslSession().orElseThrow().getPeerCertificates())
        .containsExactlyElementsOf(first.chain());
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void aClientOfAnOldVersionIsTurnedAway() throws IOException {
    // A ClientHello of TLS 1.1, with two cipher suites of its time.
    String hello =
        "16030100310100002d0302" + "11".repeat(32) + "00" + "0004c013002f" + "0100" + "0000";

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      socket.getOutputStream().write(HexFormat.of().parseHex(hello));
      DataInputStream in = new DataInputStream(socket.getInputStream());

      assertThat(in.readByte()).as("an alert").isEqualTo((byte) 21);
      in.readFully(new byte[4]);
      assertThat(in.readByte()).as("a fatal one").isEqualTo((byte) 2);
      assertThat(in.readByte()).as("protocol_version").isEqualTo((byte) 70);
    }
    assertThat(tls.apply(new HttpServerOptions()).getEnabledSecureTransportProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
  }

  @Test
  void onlySuitesThatAreRecommendedAreOffered() throws Exception {
    List<String> old =
        List.of(
            "TLS_RSA_WITH_AES_128_GCM_SHA256", // without forward secrecy
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", // CBC, SHA-1
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
    for (String suite : old) {
      assertThatThrownBy(() -> handshake(suite)).as(suite).isInstanceOf(SSLException.class);
    }

    assertThat(handshake("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).isEqualTo("TLSv1.2");
    assertThat(handshake("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")).isEqualTo("TLSv1.2");
    assertThat(handshake("TLS_AES_256_GCM_SHA384")).isEqualTo("TLSv1.3");
  }

  @Test
  void oldClientsAreServedWhereThatIsWanted() throws Exception {
    PemFiles files = new PemFiles("http.tls", certificateFile(), keyFile(), new Secret(""));
    url = listen(ListenerTls.load(files, TlsSuites.COMPATIBLE, Clock.systemUTC()));

    assertThat(handshake("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256")).isEqualTo("TLSv1.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/1.1", "h2"})
  void noClientMayNegotiateAnew(String protocol) throws Exception {
    try (SSLSocket socket = socket("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);

      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                int read = socket.getInputStream().read();
                while (read >= 0) { // what HTTP/2 says of its own accord, up to the alert
                  read = socket.getInputStream().read();
                }
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  /** The version of TLS that is spoken with a client that knows one suite. */
  private String handshake(String suite) throws IOException {
    try (SSLSocket socket = socket(suite)) {
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  private SSLSocket socket(String suite) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            AUTHORITY
                .clientContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), url.getPort());
    socket.setSoTimeout(60_000);
    socket.setEnabledCipherSuites(new String[] {suite});
    return socket;
  }

  @Test
  void aNewCertificateIsUsedWhileRequestsFlowAndNoneFails() throws Exception {
    TlsReloader reloader = new TlsReloader(vertx, List.of(tls), INTERVAL);
    reloader.start();
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(3);
    List<CompletableFuture<Void>> flows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      boolean fresh = i > 0; // one keeps its connection, the others make a new one each time
      flows.add(CompletableFuture.runAsync(() -> flow(fresh, enough, served), clients));
    }

    try {
      for (int i = 0; i < 3; i++) {
        Issued next = AUTHORITY.issue("next" + i);
        write(next.certificates(), next.traditional());
        String subject = "CN=next" + i;
        Patience.until("it is presented", () -> presented().equals(subject));
      }
    } finally {
      enough.set(true);
      clients.shutdown();
    }
    flows.forEach(Futures::await);

    assertThat(served).hasValueGreaterThan(3);
    assertThat(get(client(HttpClient.Version.HTTP_2)).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
    Futures.await(reloader.stop());
  }

  @Test
  void aBrokenFileChangesNothing() throws Exception {
    Issued other = AUTHORITY.issue("other");

    Files.writeString(keyFile(), "broken");
    tls.reload();
    assertThat(presented()).isEqualTo("CN=first");

    write(other.certificates(), first.pkcs8());
    tls.reload();
    assertThat(presented()).isEqualTo("CN=first");

    Files.delete(keyFile());
    tls.reload();
    assertThat(presented()).isEqualTo("CN=first");

    write(other.certificates(), other.pkcs8());
    tls.reload();
    assertThat(presented()).isEqualTo("CN=other");
  }

  @Test
  void aLinkThatIsSwappedIsNoticed() throws Exception {
    Issued second = AUTHORITY.issue("second");
    Path old = Files.createDirectory(folder.resolve("..1"));
    Path fresh = Files.createDirectory(folder.resolve("..2"));
    Path link = Files.createSymbolicLink(folder.resolve("..data"), old);
    Files.writeString(old.resolve("tls.crt"), first.certificates());
    Files.writeString(old.resolve("tls.key"), first.pkcs8());
    Files.writeString(fresh.resolve("tls.crt"), second.certificates());
    Files.writeString(fresh.resolve("tls.key"), second.pkcs8());
    ListenerTls linked =
        ListenerTls.load(
            new PemFiles(
                "http.tls", link.resolve("tls.crt"), link.resolve("tls.key"), new Secret("")),
            TlsSuites.RECOMMENDED,
            Clock.systemUTC());
    url = listen(linked);
    assertThat(presented()).isEqualTo("CN=first");

    Path swap = Files.createSymbolicLink(folder.resolve("..swap"), fresh);
    Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    linked.reload();

    assertThat(presented()).isEqualTo("CN=second");
  }

  @Test
  void keyStoresAndEllipticCurvesServeToo() throws Exception {
    Issued elliptic =
        AUTHORITY.issue("ec", Certificates.ec(), Clock.systemUTC().instant().plusSeconds(3600));
    Path store = elliptic.writeKeyStore(folder.resolve("a.p12"), "geheim");
    ListenerTls fromStore =
        ListenerTls.load(
            new KeyStoreFile("http.tls", store, new Secret("geheim")),
            TlsSuites.RECOMMENDED,
            Clock.systemUTC());
    url = listen(fromStore);
    assertThat(presented()).isEqualTo("CN=ec");

    AUTHORITY.issue("rsa").writeKeyStore(store, "geheim");
    fromStore.reload();
    assertThat(presented()).isEqualTo("CN=rsa");
  }

  private URI listen(ListenerTls with) {
    HttpServer server =
        vertx
            .createHttpServer(with.apply(new HttpServerOptions()))
            .requestHandler(request -> request.response().end("hello"));
    int port = Futures.await(server.listen(0, "127.0.0.1")).actualPort();
    return URI.create("https://127.0.0.1:" + port + "/");
  }

  private void flow(boolean fresh, AtomicBoolean enough, AtomicInteger served) {
    try {
      HttpClient kept = client(HttpClient.Version.HTTP_2);
      while (!enough.get()) {
        HttpResponse<String> answer = get(fresh ? client(HttpClient.Version.HTTP_1_1) : kept);
        assertThat(answer.body()).isEqualTo("hello");
        served.incrementAndGet();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String presented() throws Exception {
    X509Certificate own =
        (X509Certificate)
            get(client(HttpClient.Version.HTTP_1_1))
                .sslSession()
                .orElseThrow()
                .getPeerCertificates()[0];
    Principal subject = own.getSubjectX500Principal();
    return subject.getName();
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(AUTHORITY.clientContext()).build();
  }

  private HttpResponse<String> get(HttpClient client) throws Exception {
    return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }

  private void write(String certificates, String key) throws IOException {
    Files.writeString(certificateFile(), certificates);
    Files.writeString(keyFile(), key);
  }

  private Path certificateFile() {
    return folder.resolve("chain.pem");
  }

  private Path keyFile() {
    return folder.resolve("key.pem");
  }
}
