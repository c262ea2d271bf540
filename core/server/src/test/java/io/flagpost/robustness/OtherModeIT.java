package io.flagpost.robustness;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.audit.PgAuditLog;
import io.flagpost.admin.records.DemoDataRemoval;
import io.flagpost.node.StartException;
import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database of the demo under {@code serve}, and one of production under {@code demo}. */
@Timeout(180)
@ExpectedAlarms(from = "io.flagpost.node.DeferredStartup")
class OtherModeIT {
  @TempDir private Path folder;

  private final TestDatabase database = TestDatabase.create();

  @Test
  void theDemosDatabaseIsServedOnceItsKeysAreTakenOut() throws Exception {
    RunningGateway.start(Mode.DEMO, database, Map.of()).close();

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> RunningGateway.start(Mode.PRODUCTION, database, Map.of()))
        .withMessageContaining("flagpost demo-data remove");

    removeDemoData();
    try (RunningGateway gateway = RunningGateway.start(Mode.PRODUCTION, database, Map.of())) {
      GatewayKey key = GatewayKey.of(gateway.url());
      assertThat(key.code(send(gateway, DemoData.API_KEY))).isEqualTo(100);
    }
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> RunningGateway.start(Mode.DEMO, database, Map.of()))
        .withMessageContaining("in production");
  }

  @Test
  void whatTheDemoLeftOnDiskIsNotServedEither() throws Exception {
    try (TcpProxy proxy = new TcpProxy(database.connectOptions().getPort(), "nothing is cut")) {
      Map<String, String> settings =
          Map.of("data.dir", folder.toString(), "database.url", database.url(proxy.port()));
      RunningGateway.start(Mode.DEMO, database, settings).close();
      assertThat(folder.resolve("reference.snapshot")).exists();
      proxy.cutOff();

      try (RunningGateway gateway = RunningGateway.start(Mode.PRODUCTION, database, settings)) {
        assertThat(gateway.httpPort()).as("the public listener's port").isZero();

        proxy.restore();

        assertThat(await(gateway.failed())).contains("flagpost demo-data remove");
        assertThat(gateway.httpPort()).isZero();
      }
    }
  }

  private void removeDemoData() {
    Vertx vertx = Vertx.vertx();
    Pool pool = PgBuilder.pool().using(vertx).connectingTo(database.connectOptions()).build();
    Changes changes =
        new Changes(pool, new PgAuditLog(RunningGateway.wrapping(), Clock.systemUTC()));
    await(new DemoDataRemoval(changes).remove(false));
    await(pool.close());
    await(vertx.close());
  }

  private static Answer send(RunningGateway gateway, String apiKey) throws Exception {
    String body = "api_key=" + apiKey;
    try (RawConnection client = new RawConnection(gateway.httpPort())) {
      return client
          .send(
              "POST /api/v1/send-telemetry-data HTTP/1.1\r\nHost: h\r\n"
                  + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
          .receive();
    }
  }
}
