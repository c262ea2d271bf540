package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.testing.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuarantineTest extends PluginHostFixture {
  /** No other test has threads of this name. */
  private static final String PLUGIN = "quarantined";

  private static final LaneLimits LIMITS = LaneLimits.DEFAULT;
  private static final CatalogResult PENDING =
      new CatalogResult(List.of(), List.of(PLUGIN + "/probe"));

  private static final String THROW_WITHOUT_NONCE =
      "if (telemetry.nonce().isEmpty()) throw new IllegalStateException();"
          + PluginSource.raising("seen");

  private static final String NEVER_ANSWER =
      """
      context.lookups().product("running " + telemetry.recordId());
      return new CompletableFuture<>();
      """;

  @Test
  void repeatedTimeOutsBringAPluginIntoQuarantine() throws Exception {
    PluginSource.of(PLUGIN).check(NEVER_ANSWER).jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < LIMITS.strikes(); i++) {
      assertThat(status(host, PLUGIN + ".jar").state()).isEqualTo(PluginStatus.State.RUNNING);
      timeOut(host);
    }

    assertThat(status(host, PLUGIN + ".jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(begin(host)).isCompletedWithValue(PENDING);
    assertThat(status(host, PLUGIN + ".jar").counts().records()).isEqualTo(LIMITS.strikes());
  }

  @Test
  void manyRecordsThatRunOutOfTimeTogetherAreOneStrike() throws Exception {
    PluginSource.of(PLUGIN).check(NEVER_ANSWER).jarInto(drop);
    PluginHost host = open();
    List<Telemetry> records = Stream.generate(PluginHostFixture::record).limit(50).toList();
    List<CompletableFuture<CatalogResult>> results =
        records.stream()
            .map(record -> host.catalog().check(record, asked).toCompletableFuture())
            .toList();
    for (Telemetry record : records) {
      asked.awaitQuestion("running " + record.recordId());
    }

    timer.advance(LIMITS.deadline());

    results.forEach(result -> assertThat(get(result)).isEqualTo(PENDING));
    assertThat(status(host, PLUGIN + ".jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @Test
  void aPluginThatThrowsForEveryRecordIsQuarantinedToo() throws Exception {
    PluginSource.of(PLUGIN).check("throw new IllegalStateException();").jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < LIMITS.strikes(); i++) {
      judge(host);
    }

    assertThat(status(host, PLUGIN + ".jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
  }

  @Test
  void afterItsQuarantineAPluginThatAnswersIsBack() throws Exception {
    PluginSource.of(PLUGIN).check(THROW_WITHOUT_NONCE).jarInto(drop);
    PluginHost host = open();
    for (int i = 0; i < LIMITS.strikes(); i++) {
      judge(host);
    }
    assertThat(begin(host)).isCompletedWithValue(PENDING);

    timer.advance(LIMITS.quarantine());
    Telemetry good = Telemetry.builder(UUID.randomUUID(), Instant.EPOCH).nonce("n").build();
    CatalogResult result = get(host.catalog().check(good, asked).toCompletableFuture());

    assertThat(codes(result)).containsExactly(PLUGIN + "/seen");
    assertThat(status(host, PLUGIN + ".jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @Test
  void aFailedProbationDoublesTheQuarantine() throws Exception {
    PluginSource.of(PLUGIN).check(NEVER_ANSWER).jarInto(drop);
    PluginHost host = open();
    for (int i = 0; i < LIMITS.strikes(); i++) {
      timeOut(host);
    }
    timer.advance(LIMITS.quarantine());
    timeOut(host);

    timer.advance(LIMITS.quarantine().multipliedBy(2).minus(Duration.ofNanos(1)));
    assertThat(begin(host)).isCompletedWithValue(PENDING);
    timer.advance(Duration.ofNanos(1));

    CompletableFuture<CatalogResult> probe = begin(host);
    assertThat(probe).isNotDone();
    assertThat(begin(host)).as("beside the probe").isCompletedWithValue(PENDING);
  }

  private void timeOut(PluginHost host) throws Exception {
    Telemetry record = record();
    CompletableFuture<CatalogResult> result =
        host.catalog().check(record, asked).toCompletableFuture();
    asked.awaitQuestion("running " + record.recordId());
    // A thread that has not returned by then is stuck as soon as more time passes.
    Patience.until("the check has returned", QuarantineTest::areThreadsIdle);
    timer.advance(LIMITS.deadline());
    assertThat(get(result)).isEqualTo(PENDING);
  }

  /** Whether the threads of the plugin wait for work. */
  private static boolean areThreadsIdle() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("plugin-" + PLUGIN + "-"))
        .allMatch(thread -> thread.getState() == Thread.State.WAITING);
  }
}
