package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Patience;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Vendor code that never returns, in every place where something of the plugin's is looked at: only
 * that plugin's own threads may ever wait for it.
 */
class HangingVendorCodeTest extends PluginHostFixture {
  /** What a check does that hangs. */
  private static final List<String> HANGING_CHECKS =
      List.of(
          "throw new HangingTrace();",
          "return CompletableFuture.failedStage(new HangingTrace());",
          "return CompletableFuture.failedStage(new HangingCause());",
          "return new HangingStage<>();",
          "return CompletableFuture.completedStage(new HangingList<>());",
          "return new CompletableFuture<List<Flag>>()"
              + ".completeOnTimeout(new HangingList<>(), 1, TimeUnit.MILLISECONDS);",
          "new Flag(\"a\", Severity.LOW, \"b\", new AbstractMap<>() {"
              + " public Set<Map.Entry<String, String>> entrySet() { return hang(); } });"
              + "return null;",
          "synchronized (Thread.currentThread()) { return hang(); }",
          "new HangingChannel().await(); return null;",
          "new HangingThread().start(); return hang();");

  private static final LaneLimits LIMITS = LaneLimits.DEFAULT;

  /** Of what hangs for good there is no more after a second than after a moment. */
  private static final LaneLimits IMPATIENT =
      new LaneLimits(
          LIMITS.threads(),
          LIMITS.capacity(),
          LIMITS.deadline(),
          LIMITS.strikes(),
          LIMITS.quarantine(),
          LIMITS.longestQuarantine(),
          Duration.ofSeconds(1),
          Duration.ofMillis(100));

  private static final String LATCH = "hanging-vendor-code";

  /** Does not return before the test's end, and what a vendor may make of that. */
  private static final String MEMBERS =
      """
      static <T> T hang() {
        CountDownLatch end = (CountDownLatch) System.getProperties().get("hanging-vendor-code");
        while (end.getCount() > 0) {
          try { end.await(); } catch (InterruptedException e) { }
        }
        return null;
      }
      static final class HangingMessage extends RuntimeException {
        public String getMessage() { return hang(); }
      }
      static final class HangingText extends RuntimeException {
        public String toString() { return hang(); }
      }
      static final class HangingTrace extends RuntimeException {
        public StackTraceElement[] getStackTrace() { return hang(); }
      }
      static final class HangingCause extends CompletionException {
        public Throwable getCause() { return hang(); }
      }
      static final class HangingList<T> extends AbstractList<T> {
        public T get(int index) { return hang(); }
        public int size() { hang(); return 0; }
        public Iterator<T> iterator() { return hang(); }
        public boolean equals(Object other) { hang(); return false; }
        public int hashCode() { hang(); return 0; }
      }
      static final class HangingStage<T> extends CompletableFuture<T> {
        public CompletableFuture<T> whenComplete(
            java.util.function.BiConsumer<? super T, ? super Throwable> action) { return hang(); }
        public CompletableFuture<T> toCompletableFuture() { return hang(); }
      }
      static final class HangingThread extends Thread {
        HangingThread() { super(() -> hang(), "bad-background"); setContextClassLoader(null); }
        public int hashCode() { hang(); return System.identityHashCode(this); }
        public boolean equals(Object other) { hang(); return this == other; }
        public String toString() { return hang(); }
        public void interrupt() { hang(); }
        public ClassLoader getContextClassLoader() { return hang(); }
        public StackTraceElement[] getStackTrace() { return hang(); }
      }
      static final class HangingChannel
          extends java.nio.channels.spi.AbstractInterruptibleChannel {
        protected void implCloseChannel() { hang(); }
        void await() { begin(); hang(); }
      }
      """;

  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<String, PluginMode> modes = new ConcurrentHashMap<>();

  @BeforeEach
  void hang() {
    System.getProperties().put(LATCH, end);
  }

  /** Other tests have the JDK tell all threads, which asks each of them. */
  @AfterEach
  void endHanging() {
    end.countDown();
    System.getProperties().remove(LATCH);
  }

  @BeforeEach
  void aGoodPlugin() throws Exception {
    PluginSource.of("good").check(PluginSource.raising("found")).jarInto(drop);
  }

  @Test
  void whateverHangsWhileAPluginStartsRefusesItAndNoOther() throws Exception {
    List<String> starts =
        List.of(
            "throw new HangingMessage();",
            "throw new HangingText();",
            "throw new HangingTrace();",
            "throw new java.lang.reflect.InvocationTargetException(new HangingMessage());",
            "return new HangingList<>();",
            "return List.of(new Check() { public String id() { return hang(); } });");
    List<String> files = new ArrayList<>();
    for (String start : starts) {
      String id = "bad-" + files.size();
      PluginSource.of(id).member(MEMBERS).start(start).jarInto(drop);
      files.add(id + ".jar");
    }
    PluginSource.of("zebra").check(PluginSource.raising("found")).jarInto(drop);

    PluginHost host = open(options().withLimits(IMPATIENT));

    assertThat(files)
        .allSatisfy(
            file -> {
              assertThat(status(host, file).state()).isEqualTo(PluginStatus.State.REFUSED);
              assertThat(status(host, file).reason()).contains("start");
            });
    assertThat(codes(judge(host))).containsExactly("good/found", "zebra/found");
  }

  @Test
  void whateverHangsWhileAPluginStopsIsLeftBehind() throws Exception {
    List<String> stops =
        List.of(
            "throw new HangingMessage();",
            "throw new HangingText();",
            "throw new HangingTrace();",
            "throw new java.lang.reflect.InvocationTargetException(new HangingMessage());",
            "hang();");
    for (int i = 0; i < stops.size(); i++) {
      PluginSource.of("bad-" + i).member(MEMBERS).stop(stops.get(i)).jarInto(drop);
    }
    PluginHost host = open(options().withLimits(IMPATIENT));
    for (int i = 0; i < stops.size(); i++) {
      Files.delete(drop.resolve("bad-" + i + ".jar"));
    }

    assertThat(rescan(host)).extracting(PluginStatus::id).containsExactly("good");

    assertLifeGoesOn(host);
  }

  @Test
  void whateverHangsInACheckHoldsUpThatPluginAlone() throws Exception {
    List<String> pending = putHangingChecks();
    PluginHost host =
        open(
            options()
                .withLimits(IMPATIENT)
                .withModes(id -> modes.getOrDefault(id, PluginMode.LIVE)));
    CompletableFuture<CatalogResult> result = begin(host);
    awaitThatAllAreAsked(host);

    timer.advance(LIMITS.deadline());
    assertThat(get(result).pending()).isEqualTo(pending);
    assertThat(codes(get(result))).containsExactly("good/found");

    assertThatAllCanBeDisabled(host);
    assertLifeGoesOn(host);
  }

  /** The names of the checks. */
  private List<String> putHangingChecks() throws Exception {
    List<String> names = new ArrayList<>();
    for (String check : HANGING_CHECKS) {
      String id = "bad-" + names.size();
      PluginSource.of(id)
          .member(MEMBERS)
          .check("context.lookups().product(\"" + id + "\"); " + check)
          .jarInto(drop);
      names.add(id + "/probe");
    }
    return names;
  }

  private void awaitThatAllAreAsked(PluginHost host) throws Exception {
    for (int i = 0; i < HANGING_CHECKS.size(); i++) {
      asked.awaitQuestion("bad-" + i);
    }
    Patience.until("the good one has answered", () -> answers(host, "good.jar") == 1);
  }

  private void assertThatAllCanBeDisabled(PluginHost host) throws Exception {
    for (int i = 0; i < HANGING_CHECKS.size(); i++) {
      modes.put("bad-" + i, PluginMode.DISABLED);
    }
    rescan(host);
    assertThat(host.plugins())
        .filteredOn(plugin -> plugin.id().startsWith("bad-"))
        .hasSize(HANGING_CHECKS.size())
        .allMatch(plugin -> plugin.state() == PluginStatus.State.DISABLED);
  }

  @Test
  void aSharedThreadOfTheJdkGoesOnWhateverAPluginHasItDeliver() throws Exception {
    PluginSource.of("bad")
        .member(MEMBERS)
        .check(
            "return new CompletableFuture<List<Flag>>()"
                + ".completeOnTimeout(new HangingList<>(), 100, TimeUnit.MILLISECONDS);")
        .jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> result = begin(host);
    Patience.until("the good one has answered", () -> answers(host, "good.jar") == 1);
    CompletableFuture<String> other = new CompletableFuture<>();

    other.completeOnTimeout("in time", 300, TimeUnit.MILLISECONDS);

    Patience.until("others are told the time", other::isDone);
    timer.advance(LaneLimits.DEFAULT.deadline());
    assertThat(get(result).pending()).containsExactly("bad/probe");
  }

  @Test
  void aThreadThatSpeaksForItselfIsCountedWithoutBeingAsked() throws Exception {
    PluginSource.of("bad")
        .member(MEMBERS)
        .start("new HangingThread().start(); return List.of(new Check());")
        .jarInto(drop);
    PluginHost host = open(options().withLimits(IMPATIENT));
    Files.delete(drop.resolve("bad.jar"));

    rescan(host);

    Patience.until(
        "it is left, and the thread that was to interrupt it", () -> host.leakedThreads() == 2);
    assertLifeGoesOn(host);
  }

  /** Loads another one, unloads it again, has records checked, and ends. */
  private void assertLifeGoesOn(PluginHost host) throws Exception {
    PluginSource.of("late").check(PluginSource.raising("found")).jarInto(drop);
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("good/found", "late/found");
    Files.delete(drop.resolve("late.jar"));
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("good/found");
    host.close();
  }
}
