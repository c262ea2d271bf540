package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.NeedsProxies;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.ReverseProxy;
import io.flagpost.testing.RunningGateway;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway behind the proxies that people have. */
@NeedsProxies
class BehindProxiesIT {
  @TempDir private Path folder;

  @Test
  void nginxHandsARecordOn() throws Exception {
    int gateway = RunningGateway.demo().httpPort();
    try (ReverseProxy proxy =
        ReverseProxy.nginx(
            folder,
            port ->
                """
                server {
                  listen 127.0.0.1:PORT;
                  location / {
                    proxy_pass http://127.0.0.1:GATEWAY;
                  }
                }
                """
                    .replace("PORT", String.valueOf(port))
                    .replace("GATEWAY", String.valueOf(gateway)))) {
      assertTaken(proxy);
    }
  }

  @Test
  void haproxyHandsARecordOn() throws Exception {
    int gateway = RunningGateway.demo().httpPort();
    try (ReverseProxy proxy =
        ReverseProxy.haproxy(
            folder,
            port ->
                """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                frontend clients
                  bind 127.0.0.1:PORT
                  default_backend flagpost
                backend flagpost
                  server one 127.0.0.1:GATEWAY
                """
                    .replace("PORT", String.valueOf(port))
                    .replace("GATEWAY", String.valueOf(gateway)))) {
      assertTaken(proxy);
    }
  }

  private static void assertTaken(ReverseProxy proxy) throws Exception {
    GatewayKey key = GatewayKey.of(URI.create("http://127.0.0.1:" + proxy.port()));
    try (RawConnection client = new RawConnection(proxy.port())) {
      Answer answer =
          client
              .send(
                  """
                  POST /api/v1/send-telemetry HTTP/1.1\r
                  Host: x\r
                  Authorization: Bearer KEY\r
                  Content-Type: application/x-www-form-urlencoded\r
                  Content-Length: 14\r
                  \r
                  data_type=text"""
                      .replace("KEY", DemoData.API_KEY))
              .receive();

      assertThat(key.code(answer)).isEqualTo(831);
    }
  }
}
