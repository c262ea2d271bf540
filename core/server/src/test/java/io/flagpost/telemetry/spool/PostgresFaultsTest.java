package io.flagpost.telemetry.spool;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.OwnPostgres;
import io.flagpost.testing.RunsBesideOthers;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to PostgreSQL itself, while clients send. */
@Tag("fault")
@RunsBesideOthers
class PostgresFaultsTest {
  private static final int SIGN_OF_LIFE = 300;

  private final AcknowledgedRecords records = new AcknowledgedRecords();
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private OwnPostgres postgres;
  private StoreRig rig;
  private Load load;

  @BeforeEach
  void start() throws Exception {
    postgres = new OwnPostgres(folder.resolve("postgres"));
    rig = new StoreRig(vertx, postgres.connectOptions(), folder.resolve("spool"));
    load = Load.start(vertx, rig.store, records, "under load");
    load.untilAcknowledged(SIGN_OF_LIFE);
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    postgres.close();
  }

  @Test
  void killedAndStartedAgainUnderLoadItGetsEveryAcknowledgedRecordOnce() throws Exception {
    for (int round = 0; round < 2; round++) {
      postgres.kill();
      rig.untilSpooled(SIGN_OF_LIFE);
      postgres.restart();
      rig.untilReplayed();
      load.untilAcknowledged(SIGN_OF_LIFE);
    }

    assertEveryPromiseIsKept();
  }

  @Test
  void frozenUnderLoadItGetsEveryAcknowledgedRecordOnce() throws Exception {
    postgres.freeze();
    rig.untilSpooled(SIGN_OF_LIFE);
    postgres.thaw();
    rig.untilReplayed();
    load.untilAcknowledged(SIGN_OF_LIFE);

    assertEveryPromiseIsKept();
  }

  @Test
  void stoppedWhilePostgresqlIsGoneTheNextStartReplays() throws Exception {
    postgres.kill();
    rig.untilSpooled(SIGN_OF_LIFE);
    load.stop();
    rig.close();
    postgres.restart();
    rig = new StoreRig(vertx, postgres.connectOptions(), folder.resolve("spool"));
    rig.untilReplayed();

    assertEveryPromiseIsKept();
  }

  private void assertEveryPromiseIsKept() throws Exception {
    load.stop();
    records.awaitAnswers();
    rig.untilReplayed();
    rig.close();

    assertThat(records.refused()).isZero();
    assertThat(rig.store.state().refused()).isZero();
    records.assertEachIsStoredOnce(postgres::connect);
  }
}
