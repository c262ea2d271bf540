package io.flagpost.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.files.Secret;
import io.vertx.core.http.HttpServerOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTlsTest extends ListenerTlsFixture {
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
}
