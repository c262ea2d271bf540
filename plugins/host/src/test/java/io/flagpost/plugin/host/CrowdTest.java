package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.PluginStatus.State;
import io.flagpost.testing.Patience;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** Many callers, good and hostile plugins together. */
class CrowdTest extends PluginHostFixture {
  private static final int CALLERS = 8;
  private static final int WAVES = 25;
  private static final int RECORDS = 25;

  /** Those whose checks answer in time; two of them misbehave when they start and stop. */
  private static final List<String> ANSWERING =
      List.of("license-key.jar", "own-threads.jar", "leaking.jar", "no-stop.jar");

  private static final String DEAF =
      "while (true) { try { new CountDownLatch(1).await(); } catch (InterruptedException e) { } }";

  /** Held for writing while time passes, and for reading while a record is begun. */
  private final ReadWriteLock time = new ReentrantReadWriteLock();

  private final AtomicLong records = new AtomicLong();

  @Test
  void everyRecordIsAnsweredTheGoodFlagsAreAllRightAndTheHostileAreNamed() throws Exception {
    PluginSource.of("license-key").check(PluginSource.raising("built_in")).jarInto(drop);
    PluginSource.of("own-threads")
        .check(
            "return CompletableFuture.supplyAsync(() -> List.of(flag(\"elsewhere\")),"
                + " task -> new Thread(task).start());")
        .jarInto(drop);
    Map<String, String> misbehaving = misbehaving();
    for (Map.Entry<String, String> each : misbehaving.entrySet()) {
      PluginSource.of(each.getKey()).check(each.getValue()).jarInto(drop);
    }
    PluginSource.of("leaking")
        .start(
            "new Thread(() -> { " + DEAF + "}, \"leaking\").start(); return List.of(new Check());")
        .jarInto(drop);
    PluginSource.of("no-stop").stop("throw new Exception(\"busy\");").jarInto(drop);
    List<String> refused = refused();

    PluginHost host = open();
    try (host) {
      List<CatalogResult> results = together(() -> records(host));

      assertThat(results).hasSize(CALLERS * WAVES * RECORDS);
      assertEachHasTheGoodFlags(results, misbehaving.keySet());
      assertThat(states(host, State.QUARANTINED))
          .containsExactlyInAnyOrderElementsOf(
              misbehaving.keySet().stream().map(id -> id + ".jar").toList());
      assertThat(states(host, State.REFUSED)).containsExactlyInAnyOrderElementsOf(refused);
      assertThat(states(host, State.RUNNING)).containsExactlyInAnyOrderElementsOf(ANSWERING);
      assertThat(host.plugins())
          .filteredOn(status -> status.state() == State.REFUSED)
          .allSatisfy(status -> assertThat(status.reason()).isNotBlank());
      assertThat(status(host, "license-key.jar").counts().shed()).isZero();
    }
    assertThat(host.leakedThreads()).as("leaking, and deaf").isEqualTo(2);
  }

  private static void assertEachHasTheGoodFlags(
      List<CatalogResult> results, Set<String> misbehaving) {
    List<String> pending = misbehaving.stream().sorted().map(id -> id + "/probe").toList();
    for (CatalogResult result : results) {
      assertThat(codes(result)).containsExactly("built_in", "own-threads/elsewhere");
      assertThat(result.pending()).containsExactlyElementsOf(pending);
    }
  }

  private static Map<String, String> misbehaving() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("throwing", "throw new IllegalStateException();");
    bodies.put("unlinked", "throw new NoSuchMethodError();");
    bodies.put("overflowing", "return check(telemetry, context);");
    bodies.put("nothing", "return null;");
    bodies.put("hanging", "return new CompletableFuture<>();");
    bodies.put("deaf", DEAF);
    bodies.put(
        "flooding",
        "return CompletableFuture.completedStage(Collections.nCopies(1_000_000, flag(\"a\")));");
    bodies.put(
        "oversized",
        "return CompletableFuture.completedStage(List.of(new Flag(\"a\", Severity.LOW, \"b\","
            + " Map.of(\"c\", \"x\".repeat(10_000)))));");
    return bodies;
  }

  private List<String> refused() throws Exception {
    PluginSource.of("no-start").start("throw new Exception(\"no disk\");").jarInto(drop);
    PluginSource.of("no-version").without("Plugin-Version").jarInto(drop);
    PluginSource.of("too-new").manifest("Plugin-Requires", ">=9.0.0").jarInto(drop);
    PluginSource.of("license-key").version("0.9.9").jarInto(drop, "zzz.jar");
    byte[] whole = Files.readAllBytes(PluginSource.of("corrupt").jarInto(drop));
    Files.write(drop.resolve("corrupt.jar"), Arrays.copyOf(whole, whole.length / 2));
    return List.of("no-start.jar", "no-version.jar", "too-new.jar", "zzz.jar", "corrupt.jar");
  }

  private static List<String> states(PluginHost host, State state) {
    return host.plugins().stream()
        .filter(status -> status.state() == state)
        .map(PluginStatus::file)
        .toList();
  }

  private List<CatalogResult> records(PluginHost host) throws Exception {
    List<CatalogResult> results = new ArrayList<>();
    for (int wave = 0; wave < WAVES; wave++) {
      List<CompletableFuture<CatalogResult>> begun = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        begun.add(beginAtThisTime(host));
      }
      Patience.until(
          "a wave is answered",
          () -> {
            passTimeOnceAllHaveAnswered(host);
            return begun.stream().allMatch(CompletableFuture::isDone);
          });
      begun.forEach(result -> results.add(get(result)));
    }
    return results;
  }

  private CompletableFuture<CatalogResult> beginAtThisTime(PluginHost host) {
    time.readLock().lock();
    try {
      records.incrementAndGet();
      return begin(host);
    } finally {
      time.readLock().unlock();
    }
  }

  private void passTimeOnceAllHaveAnswered(PluginHost host) {
    time.writeLock().lock();
    try {
      if (ANSWERING.stream().allMatch(file -> answers(host, file) == records.get())) {
        timer.advance(LaneLimits.DEFAULT.deadline());
      }
    } finally {
      time.writeLock().unlock();
    }
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
