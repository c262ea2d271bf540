package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The public listener over TLS: everything is as without. */
class TlsIT {
  private static final String SEND = "/api/v1/send-telemetry";
  private static final Certificates AUTHORITY = new Certificates();

  @TempDir private static Path folder;

  private static RunningGateway gateway;
  private static URI url;
  private static GatewayKey key;

  @BeforeAll
  static void start() throws Exception {
    Issued issued = AUTHORITY.issue("gateway");
    Path chain = Files.writeString(folder.resolve("chain.pem"), issued.certificates());
    Path privateKey = Files.writeString(folder.resolve("key.pem"), issued.encrypted("geheim"));
    gateway =
        RunningGateway.start(
            Mode.DEMO,
            Map.of(
                "http.tls.certificate", chain.toString(),
                "http.tls.key", privateKey.toString(),
                "http.tls.key-password", "geheim"));
    url = URI.create("https://127.0.0.1:" + gateway.httpPort());
    key = GatewayKey.ofPem(get(Version.HTTP_1_1, "/api/v1/public-key").text());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aRecordIsTaken(Version version) throws Exception {
    Answer answer = post(version, SEND, DemoData.API_KEY, "data_type=text");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(key.code(answer)).isEqualTo(831);
    assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
  }

  @ParameterizedTest
  @CsvSource({
    "http/1.0, http/1.0",
    "http/1.1, http/1.1",
    "h2, h2",
    "http/1.0 h2, h2",
    "spdy/3 http/1.0, http/1.0",
    "'', ''"
  })
  void theProtocolIsAmongThoseThatTheClientOffers(String offered, String chosen) throws Exception {
    try (SSLSocket socket = offering(offered.isEmpty() ? new String[0] : offered.split(" "))) {
      socket.startHandshake();

      assertThat(socket.getApplicationProtocol()).isEqualTo(chosen);
    }
  }

  @Test
  void aClientThatOffersUnknownProtocolsIsToldSo() throws Exception {
    try (SSLSocket socket = offering("spdy/3", "imap")) {
      assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
    }
  }

  @Test
  void aClientOfHttp10IsServed() throws Exception {
    try (SSLSocket socket = offering("http/1.0")) {
      socket.getOutputStream().write("GET /nowhere HTTP/1.0\r\n\r\n".getBytes(US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer).contains(" 404 Not Found\r\n", "\"code\":162");
    }
  }

  private static SSLSocket offering(String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            AUTHORITY
                .clientContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.httpPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(60_000);
    return socket;
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void refusalsAreInTheEnvelope(Version version) throws Exception {
    assertThat(key.code(post(version, SEND, "nobody", ""))).isEqualTo(100);
    assertThat(key.code(post(version, "/nowhere", DemoData.API_KEY, ""))).isEqualTo(162);
    assertThat(key.code(post(version, "/docs", DemoData.API_KEY, ""))).isEqualTo(163);
    assertThat(key.code(post(version, SEND, DemoData.API_KEY, "x".repeat(3 << 20)))).isEqualTo(161);
  }

  @Test
  void whatCannotBeReadIsRefusedInTheEnvelopeToo() throws IOException {
    Answer unknownVersion = raw("GET / HTTP/7.3\r\nHost: x\r\n\r\n");
    Answer longHeaders = raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(40_000) + "\r\n\r\n");

    assertThat(unknownVersion.status()).isEqualTo(400);
    assertThat(key.code(unknownVersion)).isEqualTo(166);
    assertThat(unknownVersion.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(longHeaders.status()).isEqualTo(431);
    assertThat(key.code(longHeaders)).isEqualTo(166);
  }

  private static Answer raw(String request) throws IOException {
    try (RawConnection client = new RawConnection(gateway.httpPort(), AUTHORITY.clientContext())) {
      return client.send(request).receive();
    }
  }

  private static Answer post(Version version, String path, String apiKey, String body)
      throws Exception {
    return send(
        version,
        HttpRequest.newBuilder(url.resolve(path))
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  private static Answer get(Version version, String path) throws Exception {
    return send(version, HttpRequest.newBuilder(url.resolve(path)));
  }

  private static Answer send(Version version, HttpRequest.Builder request) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(AUTHORITY.clientContext()).build();
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(response.version()).isEqualTo(version);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
    return new Answer(response.statusCode(), headers, response.body());
  }
}
