package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many callers, good and hostile plugins together, real time. */
class CrowdTest extends PluginHostFixture {
  private static final int CALLERS = 8;
  private static final int RECORDS = 100;

  @Test
  void everyRecordIsAnsweredAndTheGoodPluginsFlagsAreAllRight() throws Exception {
    PluginSource.of("good").check(PluginSource.raising("found")).jarInto(drop);
    PluginSource.of("own-threads")
        .check(
            "return CompletableFuture.supplyAsync(() -> List.of(flag(\"elsewhere\")),"
                + " task -> new Thread(task).start());")
        .jarInto(drop);
    PluginSource.of("throwing").check("throw new NoSuchMethodError();").jarInto(drop);
    PluginSource.of("stuck")
        .check(
            "while (true) { try { new CountDownLatch(1).await(); }"
                + " catch (InterruptedException e) { } }")
        .jarInto(drop);
    LaneLimits limits = LaneLimits.DEFAULT.withDeadline(Duration.ofSeconds(5));

    try (PluginHost host = PluginHost.open(options().withLimits(limits))) {
      List<CompletableFuture<CatalogResult>> results = together(() -> records(host));

      assertThat(results).hasSize(CALLERS * RECORDS);
      for (CompletableFuture<CatalogResult> result : results) {
        assertThat(codes(get(result))).containsExactly("good/found", "own-threads/elsewhere");
        assertThat(get(result).pending()).containsExactly("stuck/probe", "throwing/probe");
      }
      assertThat(status(host, "throwing.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
      assertThat(status(host, "stuck.jar").counts().timeouts()).isEqualTo(CALLERS * RECORDS);
      assertThat(status(host, "good.jar").counts().shed()).isZero();
    }
  }

  private List<CompletableFuture<CatalogResult>> records(PluginHost host) {
    List<CompletableFuture<CatalogResult>> results = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      results.add(begin(host));
    }
    return results;
  }

  private static <T> List<T> together(Callable<List<T>> caller) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
    try {
      List<T> all = new ArrayList<>();
      for (Future<List<T>> each : executor.invokeAll(Collections.nCopies(CALLERS, caller))) {
        all.addAll(each.get());
      }
      return all;
    } finally {
      executor.shutdown();
    }
  }
}
