package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.FramingCases;
import io.flagpost.testing.NeedsProxies;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.ReverseProxy;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** Nobody gets at another client's request through a proxy that keeps its connections. */
@NeedsProxies
class FramingBehindProxiesIT {
  @TempDir private Path folder;

  @Test
  void nginxsNextClientGetsItsOwnAnswer() throws Exception {
    String gateway = String.valueOf(RunningGateway.demo().httpPort());
    String server =
        """
        upstream flagpost { server 127.0.0.1:GATEWAY; keepalive 1; }
        server {
          listen 127.0.0.1:PORT;
          location / {
            proxy_pass http://flagpost;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_request_buffering off;
          }
        }
        """;
    try (ReverseProxy proxy =
        ReverseProxy.nginx(
            folder, port -> server.replace("PORT", "" + port).replace("GATEWAY", gateway))) {
      assertThatNobodyGetsAtAnothersRequest(proxy);
    }
  }

  @Test
  void haproxysNextClientGetsItsOwnAnswer() throws Exception {
    String gateway = String.valueOf(RunningGateway.demo().httpPort());
    String sections =
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          http-reuse always
        frontend clients
          bind 127.0.0.1:PORT
          default_backend flagpost
        backend flagpost
          server one 127.0.0.1:GATEWAY
        """;
    try (ReverseProxy proxy =
        ReverseProxy.haproxy(
            folder, port -> sections.replace("PORT", "" + port).replace("GATEWAY", gateway))) {
      assertThatNobodyGetsAtAnothersRequest(proxy);
    }
  }

  private static void assertThatNobodyGetsAtAnothersRequest(ReverseProxy proxy) throws Exception {
    GatewayKey key = GatewayKey.of(URI.create("http://127.0.0.1:" + proxy.port()));
    Stream<Arguments> attacks =
        Stream.concat(FramingCases.malformedHeads(), FramingCases.malformedBodies());
    int number = 0;
    for (Arguments attack : attacks.toList()) {
      String request =
          attack
              .get()[1]
              .toString()
              .replace("PATH", "/api/v1/send-telemetry-data")
              .replace("HEADERS", "Authorization: Bearer " + DemoData.API_KEY + "\r\n");
      String nonce = "client " + number++;
      try (RawConnection attacker = new RawConnection(proxy.port())) {
        attacker.send(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\nX: ");
        assertThat(key.verified(victim(proxy, nonce)).at("/response/nonce").asText())
            .as("after %s", attack.get()[0])
            .isEqualTo(nonce);
      }
    }
  }

  private static Answer victim(ReverseProxy proxy, String nonce) throws IOException {
    String body = "data_type=text&nonce=" + nonce;
    try (RawConnection client = new RawConnection(proxy.port())) {
      return client
          .send(
              "POST /api/v1/send-telemetry HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + DemoData.API_KEY
                  + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
          .receive();
    }
  }
}
