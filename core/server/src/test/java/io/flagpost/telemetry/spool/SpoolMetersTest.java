package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolMetersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final SettableClock clock = new SettableClock(NOON);
  @TempDir private Path folder;

  @Test
  void anOutageAndItsEndAreSeen() throws Exception {
    Vertx vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.create();
    TcpProxy proxy = new TcpProxy(database.connectOptions().getPort(), "nothing");
    StoreRig rig = new StoreRig(vertx, database.connectOptions().setPort(proxy.port()), folder);
    SpoolMeters.bind(rig.store, registry, clock);
    assertThat(gauge("usable")).isEqualTo(1);
    assertThat(gauge("active")).isZero();
    assertThat(gauge("oldest.age.seconds")).isZero();

    proxy.cutOff();
    await(rig.store.append(request().receivedAt(NOON.minusSeconds(90)).build()));
    await(rig.store.append(request().receivedAt(NOON.minusSeconds(30)).build()));
    assertThat(gauge("active")).isEqualTo(1);
    assertThat(gauge("records")).isEqualTo(2);
    assertThat(gauge("bytes")).isBetween(600.0, 3_000.0);
    assertThat(gauge("oldest.age.seconds")).isEqualTo(90);
    assertThat(counter("spooled")).isEqualTo(2);
    assertThat(counter("syncs")).isEqualTo(2);
    assertThat(counter("replayed")).isZero();

    proxy.restore();
    rig.untilReplayed();
    assertThat(gauge("active")).isZero();
    assertThat(gauge("records")).isZero();
    assertThat(gauge("refused")).isZero();
    assertThat(gauge("damaged.folders")).isZero();
    assertThat(gauge("oldest.age.seconds")).isZero();
    assertThat(counter("replayed")).isEqualTo(2);
    rig.close();
    proxy.close();
    await(vertx.close());
  }

  private double gauge(String name) {
    return registry.get("flagpost.spool." + name).gauge().value();
  }

  private double counter(String name) {
    return registry.get("flagpost.spool." + name).functionCounter().count();
  }
}
