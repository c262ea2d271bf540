package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.verdicts.ScriptedCatalog.answer;
import static io.flagpost.verdicts.ScriptedCatalog.flag;
import static io.flagpost.verdicts.ScriptedCatalog.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.verdicts.RecheckReport.Ending;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The course of a re-check: its progress, and what ends it. */
class RecheckRunTest extends RecheckFixture {
  @Test
  void oneRunAtATimeAndItCanBeCalledOff() {
    CompletableFuture<List<Flag>> held = new CompletableFuture<>();
    rig.batch(10);
    for (int i = 0; i < 30; i++) {
      rig.put(request().build());
    }
    rig.catalog = rig.catalog.with(receipt("probe"), (telemetry, history) -> held);
    Verdicts node = rig.start();
    Queue<RecheckProgress> progress = new ConcurrentLinkedQueue<>();
    Future<RecheckReport> running = node.recheck().run("probe", ALL, false, progress::add);
    rig.until(() -> rig.catalog.timesAsked("probe") > 0);

    assertThat(failure(node.recheck().run("probe", ALL, true, p -> {})))
        .isInstanceOf(RecheckRunningException.class);
    node.recheck().cancel();
    held.complete(flag("found"));
    RecheckReport report = await(running);

    assertThat(report.ending()).isEqualTo(Ending.CANCELLED);
    assertThat(report.newlyFlagged()).isEqualTo(10);
    assertThat(progress).extracting(RecheckProgress::records).containsExactly(10L);
    assertThat(run(node, "probe", ALL, true).records()).isEqualTo(30);
  }

  @Test
  void aRunEndsWhenItsPluginIsReplaced() {
    CompletableFuture<List<Flag>> held = new CompletableFuture<>();
    ScriptedCatalog none = rig.catalog;
    rig.batch(1);
    rig.put(request().build());
    rig.put(request().build());
    rig.catalog = none.with(receipt("probe"), (telemetry, history) -> held);
    Verdicts node = rig.start();
    Future<RecheckReport> running = node.recheck().run("probe", ALL, false, p -> {});
    rig.until(() -> rig.catalog.timesAsked("probe") == 1);
    rig.catalog = none;
    held.complete(flag("found"));

    assertThat(await(running).ending()).isEqualTo(Ending.PLUGIN_CHANGED);
    assertThat(failure(node.recheck().run("probe", ALL, true, p -> {})))
        .isInstanceOf(UnknownPluginException.class);
  }

  @Test
  void progressIsToldAfterEveryPartOfABatch() {
    List<StoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      requests.add(group("clean").build());
    }
    rig.putAll(requests);
    rig.catalog = rig.catalog.with(receipt("probe"), (telemetry, history) -> answer(List.of()));
    Queue<RecheckProgress> progress = new ConcurrentLinkedQueue<>();

    await(rig.start().recheck().run("probe", ALL, true, progress::add));

    assertThat(progress).extracting(RecheckProgress::records).containsExactly(64L, 128L, 150L);
  }
}
