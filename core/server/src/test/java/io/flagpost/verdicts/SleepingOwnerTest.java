package io.flagpost.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.DirectFolding;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunsBesideOthers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node that owns the shards of a fold, and is put to sleep until another has taken them. */
@Timeout(180)
@RunsBesideOthers
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no SIGSTOP")
class SleepingOwnerTest {
  private static final Duration LATENESS = FoldSettings.DEFAULTS.lateness();

  @TempDir Path folder;
  private VerdictRig rig;
  private NodeProcess sleeper;

  @BeforeEach
  void start() throws Exception {
    rig = new VerdictRig();
    rig.clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1"), false));
    sleeper = NodeProcess.start(rig.database.connectOptions(), folder);
    rig.putAll(Chains.records("a", "b", 10));
    rig.untilJudged();
  }

  @AfterEach
  void close() {
    sleeper.close();
    rig.close();
  }

  @Test
  void itWritesNothingWhenItWakesUp() throws Exception {
    sleeper.sleep();
    rig.start();
    rig.putAll(Chains.records("a", "b", 10));
    rig.untilJudged();
    List<String> owned = owned();

    sleeper.wake();
    Patience.until(
        "it has tried to go on",
        () -> {
          rig.putAll(Chains.records("a", "b", 1));
          return sleeper.said().contains("has another owner");
        });
    rig.untilJudged();

    assertVerdictsOfOneOwner(owned);
  }

  @Test
  void inTheMiddleOfATransactionItHoldsUpTheNextOwnerForAMomentOnly() throws Exception {
    try (Connection inTheWay = rig.database.connect();
        Statement statement = inTheWay.createStatement()) {
      inTheWay.setAutoCommit(false);
      statement.execute("LOCK TABLE verdict IN EXCLUSIVE MODE");
      rig.putAll(Chains.records("a", "b", 10));
      Patience.until("it is writing its verdicts", this::isWriting);
      sleeper.sleep();
      inTheWay.commit();
    }
    rig.start();
    rig.untilJudged();
    List<String> owned = owned();

    sleeper.wake();
    sleeper.untilItSays("Following by live/chain stopped");
    rig.putAll(Chains.records("a", "b", 10));
    rig.untilJudged();

    assertVerdictsOfOneOwner(owned);
  }

  private boolean isWriting() throws SQLException {
    return rig.number(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database() AND query LIKE 'INSERT INTO verdict %'")
        > 0;
  }

  private void assertVerdictsOfOneOwner(List<String> owned) {
    assertThat(Chains.verdicts(rig)).isEqualTo(Chains.plainFold(rig, "1", LATENESS));
    assertThat(owned()).isEqualTo(owned);
  }

  /** Who owns the shards, and their fencing numbers. */
  private List<String> owned() {
    return rig.texts("SELECT concat_ws(' ', shard, owner, fence) FROM follower ORDER BY shard");
  }
}
