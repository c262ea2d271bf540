package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Records that are stored already share a plugin with those that somebody waits for. */
class StoredWorkTest extends PluginHostFixture {
  private static final int STORED = 2_000;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final History NO_HISTORY = new NoHistory();

  /** Says how many records came before; the first one waits to be let go. */
  private static final String COUNTING =
      """
      int before = Main.COUNT.getAndIncrement();
      context.lookups().product("running");
      if (before == 0) {
        try {
          context.lookups().license("go").toCompletableFuture().get();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      return CompletableFuture.completedStage(
          List.of(flag("seen").with("before", String.valueOf(before))));
      """;

  @Test
  void twoThousandStoredRecordsThatWaitDoNotMakeAReceivedOneLate() throws Exception {
    PluginSource.of("acme")
        .member(
            "static final java.util.concurrent.atomic.AtomicInteger COUNT ="
                + " new java.util.concurrent.atomic.AtomicInteger();")
        .check(COUNTING)
        .jarInto(drop);
    PluginHost host = open();
    List<CompletableFuture<CatalogResult>> stored = new ArrayList<>();
    for (int i = 0; i < STORED; i++) {
      stored.add(beginStored(host));
    }
    asked.awaitQuestion("running");

    CompletableFuture<CatalogResult> received = begin(host);
    asked.answer("go").complete(Optional.empty());

    // One was under way; the received one is the next.
    assertThat(before(get(received))).isEqualTo("1");
    assertThat(stored).allSatisfy(result -> assertThat(get(result).pending()).isEmpty());
    assertThat(status(host, "acme.jar").counts().records()).isEqualTo(STORED + 1);
  }

  @Test
  void answersForStoredRecordsDoNotMakeAReceivedOneLateEither() throws Exception {
    PluginSource.of("acme")
        .member(
            "static final java.util.concurrent.atomic.AtomicInteger COUNT ="
                + " new java.util.concurrent.atomic.AtomicInteger();")
        .check(
            """
            if (telemetry.nonce().isPresent()) {
              context.lookups().product("running");
              while (Main.COUNT.get() == 0) Thread.onSpinWait();
              return CompletableFuture.completedStage(List.of());
            }
            return context.lookups().license("key").thenApply(found -> List.of(
                flag("seen").with("before", String.valueOf(Main.COUNT.getAndIncrement()))));
            """)
        .jarInto(drop);
    PluginHost host = open();
    List<CompletableFuture<CatalogResult>> stored = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      stored.add(beginStored(host));
    }
    CompletableFuture<CatalogResult> received = begin(host);

    asked.answer("key").complete(Optional.empty());

    assertThat(Integer.parseInt(before(get(received)))).isLessThan(100);
    stored.forEach(result -> assertThat(get(result).pending()).isEmpty());
  }

  @Test
  void storedRecordsTakeNoRoomFromReceivedOnes() throws Exception {
    PluginSource.of("acme")
        .check("return context.lookups().license(\"key\").thenApply(found -> List.of());")
        .jarInto(drop);
    PluginHost host = open(options().withLimits(withCapacity(2)));
    CompletableFuture<CatalogResult> first = beginStored(host);
    CompletableFuture<CatalogResult> second = beginStored(host);

    assertThat(beginStored(host)).isCompletedWithValue(pending());
    CompletableFuture<CatalogResult> received = begin(host);
    assertThat(received).isNotDone();
    asked.answer("key").complete(Optional.empty());
    assertThat(List.of(get(received), get(first), get(second))).containsOnly(CatalogResult.CLEAR);
  }

  @Test
  void aLongLimitOfAStoredRecordDoesNotHoldUpTheDeadlineOfAReceivedOne() throws Exception {
    PluginSource.of("acme").check("return new CompletableFuture<>();").jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> stored = beginStored(host);
    CompletableFuture<CatalogResult> received = begin(host);

    timer.advance(LaneLimits.DEFAULT.deadline());

    assertThat(get(received)).isEqualTo(pending());
    assertThat(stored).isNotDone();
    timer.advance(LIMIT);
    assertThat(get(stored)).isEqualTo(pending());
  }

  @Test
  void faultsOverStoredRecordsCountAgainstThePlugin() throws Exception {
    PluginSource.of("acme").check("throw new IllegalStateException();").jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < LaneLimits.DEFAULT.strikes(); i++) {
      get(beginStored(host));
    }

    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(begin(host)).isCompletedWithValue(pending());
  }

  private static CatalogResult pending() {
    return new CatalogResult(List.of(), List.of("acme/probe"));
  }

  private static String before(CatalogResult result) {
    return String.valueOf(result.findings().get(0).flag().evidence().get("before"));
  }

  private CompletableFuture<CatalogResult> beginStored(PluginHost host) {
    return host.catalog()
        .checkStored(List.of("acme/probe"), record(), asked, NO_HISTORY, LIMIT)
        .toCompletableFuture();
  }

  private static final class NoHistory implements History {
    @Override
    public CompletionStage<List<PastRecord>> ofLicense(Duration window) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<List<PastRecord>> ofActivation(Duration window) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<List<PastRecord>> ofNonce(Duration window) {
      return CompletableFuture.completedStage(List.of());
    }
  }
}
