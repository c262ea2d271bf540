package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Patience;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plugins come, change and go while many callers have records checked; real time. */
class TrafficTest extends PluginHostFixture {
  private static final int CALLERS = 8;
  private static final int CHANGES = 5;

  private final Map<String, PluginMode> modes = new ConcurrentHashMap<>();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final AtomicBoolean ended = new AtomicBoolean();

  @AfterEach
  void endCallers() {
    ended.set(true);
    callers.shutdown();
  }

  @Test
  void everyRecordIsCheckedByTheOldVersionOrTheNewOneAndTheOldOneIsCollected() throws Exception {
    PluginSource.of("steady").check(PluginSource.raising("seen")).jarInto(drop);
    version(0);
    // Long, so that a busy build machine leaves nothing pending: what is lost would stay so.
    LaneLimits limits = LaneLimits.DEFAULT.withDeadline(Duration.ofSeconds(30));
    asked.answer("key").complete(Optional.empty());
    try (PluginHost host = PluginHost.open(options().withLimits(limits))) {
      List<Future<List<Answered>>> traffic = startTraffic(host);
      List<WeakReference<ClassLoader>> gone = new ArrayList<>();

      for (int i = 1; i <= CHANGES; i++) {
        gone.add(loaderOf("moving"));
        version(i);
        rescan(host);
      }
      ended.set(true);

      int records = 0;
      for (Future<List<Answered>> each : traffic) {
        for (Answered answered : each.get(60, TimeUnit.SECONDS)) {
          assertThat(answered.result().pending()).isEmpty();
          assertThat(codes(answered.result())).containsExactly(answered.expected(), "steady/seen");
          records++;
        }
      }
      assertThat(status(host, "moving.jar").counts().records()).isEqualTo(records);
      assertThat(status(host, "moving.jar").counts().shed()).isZero();
      assertThat(status(host, "moving.jar").version()).isEqualTo("1.0." + CHANGES);
      assertCollected(gone);
    }
  }

  @Test
  void disablingRemovingAndAddingLosesNoRecordAndLeavesNothingBehind() throws Exception {
    PluginSource.of("steady").check(PluginSource.raising("seen")).jarInto(drop);
    version(0);
    LaneLimits limits = LaneLimits.DEFAULT.withDeadline(Duration.ofSeconds(30));
    asked.answer("key").complete(Optional.empty());
    PluginHostOptions options =
        options().withLimits(limits).withModes(id -> modes.getOrDefault(id, PluginMode.LIVE));
    try (PluginHost host = PluginHost.open(options)) {
      List<Future<List<Answered>>> traffic = startTraffic(host);
      List<WeakReference<ClassLoader>> gone = new ArrayList<>();

      gone.add(loaderOf("moving"));
      for (PluginMode mode :
          List.of(PluginMode.DISABLED, PluginMode.LIVE, PluginMode.SHADOW, PluginMode.LIVE)) {
        modes.put("moving", mode);
        rescan(host);
      }
      gone.add(loaderOf("moving"));
      Files.delete(drop.resolve("moving.jar"));
      rescan(host);
      version(1);
      rescan(host);
      ended.set(true);

      assertEachIsAnsweredByBothOrTheSteadyOne(traffic);
      assertThat(status(host, "moving.jar").counts().shed()).isZero();
      assertCollected(gone);
    }
  }

  private static void assertEachIsAnsweredByBothOrTheSteadyOne(List<Future<List<Answered>>> traffic)
      throws Exception {
    for (Future<List<Answered>> each : traffic) {
      for (Answered answered : each.get(60, TimeUnit.SECONDS)) {
        assertThat(answered.result().pending()).isEmpty();
        assertThat(codes(answered.result()))
            .isEqualTo(
                answered.expected().isEmpty()
                    ? List.of("steady/seen")
                    : List.of(answered.expected(), "steady/seen"));
      }
    }
  }

  @Test
  void aVersionThatIsRefusedIsCollectedToo() throws Exception {
    version(0);
    try (PluginHost host = PluginHost.open(options())) {
      PluginSource.of("moving")
          .version("1.0.1")
          .start(
              "System.getProperties().put(\"refused\","
                  + " new java.lang.ref.WeakReference<>(Main.class.getClassLoader()));"
                  + "throw new Exception(\"no disk\");")
          .jarInto(drop);

      rescan(host);

      Object refused = System.getProperties().remove("refused");
      assertThat(refused).isInstanceOf(WeakReference.class);
      assertCollected(List.of((WeakReference<?>) refused));
    }
  }

  private void version(int number) throws Exception {
    PluginSource.of("moving")
        .version("1.0." + number)
        .check(
            "return context.lookups().license(\"key\")"
                + ".thenApply(found -> List.of(flag(\"v"
                + number
                + "\")));")
        .jarInto(drop, "moving.jar");
  }

  private List<Future<List<Answered>>> startTraffic(PluginHost host) {
    List<Future<List<Answered>>> traffic = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Callable<List<Answered>> caller = () -> call(host);
      traffic.add(callers.submit(caller));
    }
    return traffic;
  }

  private List<Answered> call(PluginHost host) {
    List<Answered> answers = new ArrayList<>();
    while (!ended.get()) {
      CheckCatalog catalog = host.catalog();
      String expected =
          catalog.checks().stream()
              .filter(check -> check.pluginId().equals("moving"))
              .map(check -> "moving/v" + check.version().substring("1.0.".length()))
              .findFirst()
              .orElse("");
      CompletableFuture<CatalogResult> result =
          catalog.check(record(), asked).toCompletableFuture();
      answers.add(new Answered(expected, get(result)));
    }
    return answers;
  }

  /**
   * Of the one version that is there; no other test has a plugin of this name, whose threads might
   * still be there. A local variable of the caller's would keep it alive.
   */
  private static WeakReference<ClassLoader> loaderOf(String id) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("plugin-" + id + "-"))
        .map(thread -> new WeakReference<>(thread.getContextClassLoader()))
        .findFirst()
        .orElseThrow();
  }

  private static void assertCollected(List<? extends WeakReference<?>> loaders) throws Exception {
    Patience.until(
        "the class loaders are collected",
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    assertThat(loaders).allMatch(loader -> loader.get() == null);
  }

  /**
   * @param expected the code that the version raises that was in the catalog; empty for none
   */
  private record Answered(String expected, CatalogResult result) {}
}
