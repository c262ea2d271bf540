package io.flagpost.plugin.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.LaneLimits;
import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.v1.RedFlagPlugin;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests that every plugin has to pass. Extend it in the test of the built plugin:
 *
 * <pre>{@code
 * class AcmeProbeIT extends PluginContractSuite {
 *   @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();
 *   // loaded() returns PLUGIN; clean() and flagged() return samples
 * }
 * }</pre>
 */
public abstract class PluginContractSuite {
  private static final int THREADS = 16;
  private static final int ROUNDS = 20;
  private static final int RECORDS = 5_000;

  // A check takes a few microseconds; the rest is for busy machines.
  private static final Duration BUDGET = LaneLimits.DEFAULT.deadline().dividedBy(10);

  /** For subclasses. */
  protected PluginContractSuite() {}

  /** The plugin, in the static field that has {@code @RegisterExtension}. */
  protected abstract LoadedPlugin loaded();

  /** Records on which the plugin raises nothing; at least one. */
  protected abstract List<VerdictSample> clean();

  /** Records on which the plugin raises something; at least one. */
  protected abstract List<VerdictSample> flagged();

  /**
   * Records on which the plugin reports that it cannot decide now; none, unless the plugin's own
   * test arranges that, for example with a service that is down.
   */
  protected List<VerdictSample> undecided() {
    return List.of();
  }

  /**
   * More records for the folds, in the order of storing: of the samples and of generated streams
   * they are tried on anyway. Those that show what the plugin is about belong here.
   */
  protected List<Telemetry> stream() {
    return List.of();
  }

  /** How long the threads of an unloaded plugin have to end. */
  Duration patience() {
    return Duration.ofSeconds(5);
  }

  @TestFactory
  Stream<DynamicTest> theVerdictOfEachSampleHolds() {
    return samples().stream()
        .map(sample -> dynamicTest(sample.name(), () -> assertVerdict(loaded(), sample)));
  }

  @TestFactory
  Stream<DynamicTest> whatThePluginCannotTellNowIsPendingAndNoFault() {
    return undecided().stream()
        .map(sample -> dynamicTest(sample.name(), () -> assertUndecided(loaded(), sample)));
  }

  @TestFactory
  Stream<DynamicTest> eachFoldKeepsToTheRulesOfFolds() {
    List<Telemetry> own = FoldStreams.of(samples(), stream());
    return loaded().folds().stream()
        .flatMap(fold -> new FoldRules(loaded(), fold, own, System.out::println).tests());
  }

  @Test
  void sixteenThreadsComeToTheSameVerdicts() throws Exception {
    List<VerdictSample> samples = samples();
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random order = new Random(i);
        running.add(
            threads.submit(
                () -> {
                  List<VerdictSample> own = new ArrayList<>(samples);
                  start.await();
                  for (int round = 0; round < ROUNDS; round++) {
                    Collections.shuffle(own, order);
                    own.forEach(sample -> assertVerdict(loaded(), sample));
                  }
                  return own;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void fiveThousandRecordsAreJudgedWithinTheBudgetAndNoneIsLeftPending() {
    EventGenerator events = EventGenerator.seeded(RECORDS).honest(40, 3).clones(20).cracked(20);
    FakeHistory history = new FakeHistory();
    FoldRun folds = loaded().foldRun(events.registry());
    long[] nanos = new long[RECORDS];
    List<String> pending = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      Telemetry record = events.next().record();
      history.store(record);
      long begin = System.nanoTime();
      CatalogResult result = loaded().judgeFully(record, events.registry(), history, folds);
      nanos[i] = System.nanoTime() - begin;
      pending.addAll(unexplained(result));
    }
    Arrays.sort(nanos);
    Duration median = Duration.ofNanos(nanos[RECORDS / 2]);
    assertAll(
        () ->
            assertEquals(
                List.of(),
                pending.stream().distinct().toList(),
                () ->
                    "pending, " + pending.size() + " times; what is logged through SLF4J says why"),
        () -> assertEquals(PluginStatus.State.RUNNING, loaded().status().state(), "state"),
        () ->
            assertTrue(
                median.compareTo(BUDGET) <= 0,
                () -> "half of the records took " + median + " or longer, of " + BUDGET));
  }

  @Test
  void aRecordWithoutAnyFieldIsNoReasonToFail() {
    Telemetry bare = Telemetry.builder(UUID.randomUUID(), SampleRecords.RECEIVED_AT).build();

    CatalogResult result = loaded().judgeFully(bare, new FakeRegistry(), new FakeHistory());

    assertEquals(List.of(), unexplained(result), "pending");
  }

  @Test
  void aGatewayWithAnotherContractRefusesThePlugin(@TempDir Path folder) throws Exception {
    Path other =
        PluginArchive.at(loaded().file())
            .rewrittenInto(folder, "Plugin-Requires", ">=99.0.0 & <100.0.0");
    LoadedPlugin plugin = loaded().in(other);

    IllegalStateException refusal = assertThrows(IllegalStateException.class, plugin::open);

    String reason = String.valueOf(refusal.getMessage());
    assertTrue(reason.contains("99.0.0") && reason.contains("contract"), reason);
  }

  @Test
  void nothingOfThePluginRunsOnOnceItIsUnloaded() throws Exception {
    PluginThreads threads = PluginThreads.startingFromNow();
    LoadedPlugin another = loaded().in(loaded().file());
    another.open();
    try {
      samples().forEach(sample -> assertVerdict(another, sample));
      assertFalse(threads.alive().isEmpty(), "the plugin was never seen at work");
    } finally {
      another.close();
    }

    assertEquals(List.of(), threads.leftBehind(patience()), "threads of the plugin that are left");
  }

  @Test
  void thePluginSeesNothingOfTheHost() throws Exception {
    VerdictSample any = samples().get(0);
    loaded().judgeFully(any.record(), any.registry(), any.history());
    String main = PluginArchive.at(loaded().file()).attribute("Plugin-Class");

    ClassLoader loader = PluginThreads.classLoaderOf(main);

    assertSame(
        RedFlagPlugin.class, loader.loadClass(RedFlagPlugin.class.getName()), "the contract");
    assertAll(
        Stream.of(
                "io.vertx.core.Vertx",
                "io.flagpost.cli.Main",
                "io.flagpost.node.Gateway",
                "io.flagpost.plugin.host.PluginHost",
                "io.flagpost.plugin.testkit.LoadedPlugin",
                "org.pf4j.PluginManager",
                "org.junit.jupiter.api.Test")
            .map(name -> () -> assertFalse(seesOfHost(loader, name), name)));
  }

  private List<VerdictSample> samples() {
    List<VerdictSample> clean = clean();
    List<VerdictSample> flagged = flagged();
    assertFalse(clean.isEmpty(), "clean() has no sample");
    assertFalse(flagged.isEmpty(), "flagged() has no sample");
    clean.forEach(
        sample -> assertEquals(List.of(), sample.codes(), "codes of the clean sample " + sample));
    flagged.forEach(
        sample -> assertFalse(sample.codes().isEmpty(), "no codes in the flagged one " + sample));
    return Stream.concat(clean.stream(), flagged.stream()).toList();
  }

  private static void assertVerdict(LoadedPlugin plugin, VerdictSample sample) {
    CatalogResult result = plugin.judgeFully(sample.record(), sample.registry(), sample.history());
    List<String> codes = result.findings().stream().map(Finding::code).toList();
    assertEquals(sample.codes(), codes, sample.name());
    assertEquals(List.of(), result.pending(), "pending: " + sample.name());
  }

  private static void assertUndecided(LoadedPlugin plugin, VerdictSample sample) {
    long faults = plugin.status().counts().faults();
    CatalogResult result = plugin.judgeFully(sample.record(), sample.registry(), sample.history());
    assertFalse(result.undecided().isEmpty(), "no check says that it cannot tell: " + sample);
    assertEquals(List.of(), unexplained(result), "pending without a word: " + sample);
    assertEquals(faults, plugin.status().counts().faults(), "faults: " + sample);
  }

  /** The checks that gave no answer and did not report that. */
  private static List<String> unexplained(CatalogResult result) {
    return result.pending().stream()
        .filter(check -> !result.undecided().containsKey(check))
        .toList();
  }

  /** A library that the plugin ships is its own business. */
  private static boolean seesOfHost(ClassLoader loader, String name) {
    try {
      return loader.loadClass(name).getClassLoader() != loader;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
