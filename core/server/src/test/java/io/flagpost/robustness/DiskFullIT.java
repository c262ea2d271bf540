package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.FaultTime;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.SmallDisk;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk that the spool is on has no room, while PostgreSQL is away and when it is back. */
@Tag("fault")
@RunsBesideOthers
class DiskFullIT {
  private static final Logger LOG = LoggerFactory.getLogger(DiskFullIT.class);
  private static final int SIGN_OF_LIFE = 200;

  @TempDir private Path folder;

  private final TestDatabase database = TestDatabase.create();
  private TcpProxy proxy;

  @BeforeEach
  void open() throws IOException {
    proxy = new TcpProxy(database.connectOptions().getPort(), "nothing is cut");
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @Test
  void whatWasAcknowledgedOutlivesAFullDiskAndTheRestIsRefused() throws Exception {
    SmallDisk disk = new SmallDisk(folder.resolve("data"));
    assumeTrue(disk.isPossible(), "No disk of its own for the process: the quota alone is tested");
    LOG.info("The disk that is full is a tmpfs");
    try (DistributionProcess gateway = start(disk.wrapper(), "spool.min-free=0B");
        Senders senders = sendTo(gateway)) {
      Scrape scrape = scrape(gateway);
      proxy.cutOff();
      untilAccepted(senders);
      for (int round = 0; round < FaultTime.rounds(3); round++) {
        int before = senders.refused();
        until("it refuses", () -> isRefusing(disk, gateway, senders, before));
        disk.makeRoom(gateway.pid());
        untilAccepted(senders);
      }
      int before = senders.refused();
      until("it refuses", () -> isRefusing(disk, gateway, senders, before));
      proxy.restore(); // and with PostgreSQL there, records need no room
      untilAccepted(senders);
      disk.makeRoom(gateway.pid());
      until("all is replayed", () -> scrape.value("flagpost_spool_active") == 0);
      senders.stop();

      StoredUsers.assertEachOnce(database.connect(), senders.acceptedUsers());
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesAFullSpoolAndTheRestIsRefused() throws Exception {
    LOG.info("What is full is the spool, by its quota");
    try (DistributionProcess gateway = start(List.of(), "spool.max-size=1MiB");
        Senders senders = sendTo(gateway)) {
      Scrape scrape = scrape(gateway);
      proxy.cutOff();
      until("it refuses", () -> senders.refused() >= SIGN_OF_LIFE);
      proxy.restore();
      untilAccepted(senders);
      until("all is replayed", () -> scrape.value("flagpost_spool_active") == 0);
      senders.stop();

      StoredUsers.assertEachOnce(database.connect(), senders.acceptedUsers());
    }
  }

  private static boolean isRefusing(
      SmallDisk disk, DistributionProcess gateway, Senders senders, int before) throws IOException {
    disk.fill(gateway.pid());
    return senders.refused() >= before + SIGN_OF_LIFE;
  }

  private static void untilAccepted(Senders senders) throws Exception {
    int before = senders.accepted();
    until("records are taken", () -> senders.accepted() >= before + SIGN_OF_LIFE);
  }

  private static Scrape scrape(DistributionProcess gateway) throws IOException {
    return new Scrape(URI.create("http://127.0.0.1:" + gateway.adminPort()));
  }

  private static Senders sendTo(DistributionProcess gateway) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + gateway.httpPort());
    Senders senders = new Senders(gateway.httpPort(), GatewayKey.of(url), "full");
    untilAccepted(senders);
    return senders;
  }

  private DistributionProcess start(List<String> wrapper, String setting) throws Exception {
    return DistributionProcess.startDemo(
        folder, wrapper, "--set", "database.url=" + database.url(proxy.port()), "--set", setting);
  }
}
