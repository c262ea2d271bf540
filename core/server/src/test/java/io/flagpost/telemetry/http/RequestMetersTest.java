package io.flagpost.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.AccessLog;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.telemetry.http.RequestMeters.Kind;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestMetersTest {
  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final RequestMeters meters =
      new RequestMeters(
          registry,
          new AccessLog("test", new ClientAddress(IpNetworks.of(List.of())), false),
          Map.of("/send", Kind.SEND, "/docs", Kind.DOCS));

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void requestsAreCountedByWhatTheyAskForAndHowTheyAreAnswered() throws IOException {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  meters.observe(request);
                  int status = request.path().startsWith("/docs") ? 304 : 200;
                  request.response().setStatusCode(status).end();
                });
    int port = Futures.await(server.listen(0, "127.0.0.1")).actualPort();

    try (RawConnection client = new RawConnection(port)) {
      for (String path : new String[] {"/send", "/send", "/docs/", "/anything", "/else"}) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").receive();
      }
    }

    assertThat(count("send", "200")).isEqualTo(2);
    assertThat(count("docs", "304")).isEqualTo(1);
    assertThat(count("other", "200")).as("however many paths there are").isEqualTo(2);
    assertThat(count("keys", "200")).isZero();
  }

  @Test
  void envelopesAreCountedByTheirCode() {
    meters.sent(831);
    meters.sent(831);
    meters.sent(164);

    assertThat(registry.get("flagpost.http.envelopes").tag("code", "831").counter().count())
        .isEqualTo(2);
    assertThat(registry.get("flagpost.http.envelopes").tag("code", "164").counter().count())
        .isEqualTo(1);
  }

  private long count(String kind, String status) {
    @Nullable Timer timer =
        registry.find("flagpost.http.requests").tags("kind", kind, "status", status).timer();
    return timer == null ? 0 : timer.count();
  }
}
