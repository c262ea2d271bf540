package io.flagpost.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a real server, whose peer is 127.0.0.1. */
class ClientAddressTest {
  private static final ClientAddress TRUSTING =
      new ClientAddress(IpNetworks.of(List.of("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48")));
  private static final ClientAddress TRUSTING_NOBODY = new ClientAddress(IpNetworks.of(List.of()));
  private static final ClientAddress TRUSTING_OTHERS =
      new ClientAddress(IpNetworks.of(List.of("10.0.0.0/8")));

  private static Vertx vertx;
  private static int port;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  ClientAddress asked =
                      switch (request.path()) {
                        case "/trusting" -> TRUSTING;
                        case "/others" -> TRUSTING_OTHERS;
                        default -> TRUSTING_NOBODY;
                      };
                  request.response().end(asked.apply(request) + " " + asked.isSecure(request));
                });
    port = Futures.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterAll
  static void stop() {
    Futures.await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nobody", "/others"})
  void whatAPeerSaysThatIsNotTrustedIsIgnored(String path) throws IOException {
    assertThat(ask(path, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
        .isEqualTo("127.0.0.1 false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1                            | 192.0.2.1", // one proxy
        "192.0.2.1, 10.0.0.7                  | 192.0.2.1", // two of them
        "192.0.2.1,10.0.0.7,2001:db8:1::7     | 192.0.2.1",
        "198.51.100.1, 192.0.2.1, 10.0.0.7    | 192.0.2.1", // the client's own claim before it
        "10.0.0.9, 192.0.2.1                  | 192.0.2.1",
        "10.0.0.9, 10.0.0.8                   | 10.0.0.9", // a client within
        "192.0.2.1:4711                       | 192.0.2.1",
        "[2001:db8::1]:80                     | 2001:db8::1",
        "[2001:db8::1]                        | 2001:db8::1",
        "2001:DB8:0:0::1                      | 2001:db8::1",
        "::ffff:192.0.2.1                     | 192.0.2.1",
        "192.0.2.1, ::ffff:10.0.0.7           | 192.0.2.1",
        "192.0.2.1, , 10.0.0.7,               | 192.0.2.1",
        "192.0.2.1, unknown, 10.0.0.7         | 10.0.0.7", // garbage ends the walk
        "192.0.2.1, 10.0.0.7:x                | 127.0.0.1",
        "192.0.2.1, 0x0a000001                | 127.0.0.1",
        "192.0.2.1, 10.0.0.0/8                | 127.0.0.1",
        "proxy.example                        | 127.0.0.1",
        "010.0.0.7                            | 127.0.0.1",
        "''                                   | 127.0.0.1"
      })
  void theWalkEndsAtTheFirstThatIsNotTrusted(String header, String address) throws IOException {
    assertThat(ask("/trusting", "X-Forwarded-For: " + header)).isEqualTo(address + " false");
  }

  @Test
  void severalLinesAreOneList() throws IOException {
    assertThat(
            ask(
                "/trusting",
                "X-Forwarded-For: 198.51.100.1, 192.0.2.1",
                "X-Forwarded-For: 10.0.0.7, 10.0.0.8"))
        .startsWith("192.0.2.1 ");
  }

  @Test
  void anEndlessListIsFollowedForAWhileOnly() throws IOException {
    String endless = "192.0.2.1" + ", 10.0.0.7".repeat(500);

    assertThat(ask("/trusting", "X-Forwarded-For: " + endless)).startsWith("10.0.0.7 ");
    assertThat(ask("/trusting", "X-Forwarded-For: " + "1".repeat(5_000))).startsWith("127.0.0.1 ");
  }

  @Test
  void aTrustedProxyTellsTheScheme() throws IOException {
    assertThat(ask("/trusting", "X-Forwarded-Proto: https")).endsWith(" true");
    assertThat(ask("/trusting", "X-Forwarded-Proto: http")).endsWith(" false");
    assertThat(ask("/trusting", "X-Other: https")).endsWith(" false");
  }

  private static String ask(String path, String... headers) throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
      return new String(client.send(request).receive().body(), StandardCharsets.UTF_8);
    }
  }
}
