package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static io.flagpost.testing.Patience.untilGone;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.FaultTime;
import io.flagpost.testing.OwnPostgres;
import io.flagpost.testing.RunsBesideOthers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is gone for a while, and the clients send on as if nothing was. */
@Tag("fault")
@RunsBesideOthers
class OutageUnderLoadIT {
  private static final int MOMENT = 4;

  /** In the ordinary build what a gateway just started takes on a busy machine, too. */
  private static final int PER_SECOND = FaultTime.seconds(MOMENT) > MOMENT ? 2_000 : 500;

  @TempDir private Path folder;

  private OwnPostgres postgres;

  @BeforeEach
  void start() throws Exception {
    postgres = new OwnPostgres(Files.createDirectories(folder.resolve("postgres")));
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  private interface Step {
    void take() throws Exception;
  }

  @Test
  void everyRecordIsTakenWhilePostgresqlIsKilledAndIsInTheDatabaseAfterwards() throws Exception {
    assertEveryRecordIsTaken(postgres::kill, postgres::restart);
  }

  @Test
  void everyRecordIsTakenWhilePostgresqlIsFrozenAndIsInTheDatabaseAfterwards() throws Exception {
    assertEveryRecordIsTaken(postgres::freeze, postgres::thaw);
  }

  private void assertEveryRecordIsTaken(Step away, Step back) throws Exception {
    try (DistributionProcess gateway =
        DistributionProcess.startDemo(folder, "--set", "database.url=" + postgres.url())) {
      URI url = URI.create("http://127.0.0.1:" + gateway.httpPort());
      Scrape scrape = new Scrape(URI.create("http://127.0.0.1:" + gateway.adminPort()));
      try (PacedSenders senders =
          new PacedSenders(gateway.httpPort(), GatewayKey.of(url), "outage", PER_SECOND)) {
        senders.goOnFor(1);
        away.take();
        senders.goOnFor(FaultTime.seconds(MOMENT));
        until("records are spooled", () -> scrape.value("flagpost_spool_records") > 0);
        back.take();
        senders.goOnFor(1);
        senders.stop();
        untilGone("spooled records", () -> scrape.value("flagpost_spool_records"));
        until("all is replayed", () -> scrape.value("flagpost_spool_active") == 0);

        assertThat(senders.others()).as("of %s requests", senders.sent()).isEmpty();
        assertThat(senders.acceptedUsers()).hasSize(senders.sent());
        StoredUsers.assertEachOnce(postgres.connect(), senders.acceptedUsers());
      }
    }
  }
}
