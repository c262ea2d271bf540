package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the suite says of plugins that are as they should be, and of some that are not. */
class PluginContractSuiteTest {
  private static final String GOOD =
      "return CompletableFuture.completedStage(telemetry.textData().isPresent()"
          + " ? List.of(Flag.of(\"text\", Severity.LOW, \"There is text.\")) : List.of());";

  @TempDir Path folder;
  private @Nullable LoadedPlugin plugin;

  @AfterEach
  void unload() throws IOException {
    if (plugin != null) {
      plugin.close();
    }
  }

  @Test
  void aGoodPluginPasses() throws Exception {
    PluginContractSuite suite = suite("", GOOD);

    suite.sixteenThreadsComeToTheSameVerdicts();
    suite.fiveThousandRecordsAreJudgedWithinTheBudgetAndNoneIsLeftPending();
    suite.aRecordWithoutAnyFieldIsNoReasonToFail();
    suite.aGatewayWithAnotherContractRefusesThePlugin(folder);
    suite.nothingOfThePluginRunsOnOnceItIsUnloaded();
    suite.thePluginSeesNothingOfTheHost();
    assertThat(suite.eachFoldKeepsToTheRulesOfFolds()).isEmpty();
    assertThat(suite.theVerdictOfEachSampleHolds())
        .hasSize(2)
        .allSatisfy(
            test -> assertThatCode(test.getExecutable()::execute).doesNotThrowAnyException());
  }

  @Test
  void oneThatFindsNothingFailsTheSampleOnWhichItShould() throws Exception {
    PluginContractSuite suite = suite("", "return CompletableFuture.completedStage(List.of());");

    assertThat(suite.theVerdictOfEachSampleHolds())
        .anySatisfy(
            test ->
                assertThatThrownBy(test.getExecutable()::execute)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("acme/text"));
  }

  @Test
  void oneWhoseVerdictDependsOnWhatItSawBeforeFails() throws Exception {
    PluginContractSuite suite =
        suite("", "if (++calls == 100) return CompletableFuture.completedStage(null);" + GOOD);

    assertThatThrownBy(suite::sixteenThreadsComeToTheSameVerdicts)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void oneThatLeavesARecordPendingFails() throws Exception {
    PluginContractSuite suite =
        suite("", "if (++calls == 4999) throw new IllegalStateException();" + GOOD);

    assertThatThrownBy(suite::fiveThousandRecordsAreJudgedWithinTheBudgetAndNoneIsLeftPending)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("acme/probe");
  }

  @Test
  void oneThatStumblesOverAMissingFieldFails() throws Exception {
    PluginContractSuite suite = suite("", "telemetry.licenseKey().get();" + GOOD);

    assertThatThrownBy(suite::aRecordWithoutAnyFieldIsNoReasonToFail)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void oneThatLeavesAThreadBehindThatIgnoresInterruptsFailsAndTheThreadIsNamed() throws Exception {
    String idle =
        """
        Runnable endless = () -> {
          while (true) {
            java.util.concurrent.locks.LockSupport.park();
            Thread.interrupted();
          }
        };
        Thread idle = new Thread(endless, "acme-idle");
        idle.setDaemon(true);
        idle.start();
        """;
    PluginContractSuite suite =
        new Suite(loaded(idle, GOOD), raisingText()) {
          @Override
          Duration patience() {
            return Duration.ofMillis(1); // the thread never ends, however long one waits
          }
        };

    assertThatThrownBy(suite::nothingOfThePluginRunsOnOnceItIsUnloaded)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("acme-idle");
  }

  @Test
  void samplesOfBothKindsAreDemanded() throws Exception {
    LoadedPlugin loaded = loaded("", GOOD);

    assertThatThrownBy(() -> new Suite(loaded, List.of()).theVerdictOfEachSampleHolds())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("flagged()");
  }

  private PluginContractSuite suite(String start, String check) throws Exception {
    return new Suite(loaded(start, check), raisingText());
  }

  private static List<VerdictSample> raisingText() {
    return List.of(VerdictSample.of("text", SampleRecords.complete().build()).raises("acme/text"));
  }

  private LoadedPlugin loaded(String start, String check) throws Exception {
    LoadedPlugin made = LoadedPlugin.from(jar(start, check));
    made.open();
    plugin = made;
    return made;
  }

  /** Compiles and packs a plugin that starts and checks like this. */
  private Path jar(String start, String check) throws Exception {
    return PackedPlugin.compiled(
        folder,
        String.format(
            Locale.ROOT,
            """
        import io.flagpost.plugin.v1.*;
        import java.util.List;
        import java.util.concurrent.*;
        public final class AcmeMain implements RedFlagPlugin, RedFlagCheck {
          private int calls;
          @Override public List<RedFlagCheck> start(PluginContext context) {
            %s
            return List.of(this);
          }
          @Override public String id() { return "probe"; }
          @Override public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
            %s
          }
        }
        """,
            start,
            check));
  }

  private static class Suite extends PluginContractSuite {
    private final LoadedPlugin loaded;
    private final List<VerdictSample> flagged;

    Suite(LoadedPlugin loaded, List<VerdictSample> flagged) {
      this.loaded = loaded;
      this.flagged = flagged;
    }

    @Override
    protected LoadedPlugin loaded() {
      return loaded;
    }

    @Override
    protected List<VerdictSample> clean() {
      return List.of(VerdictSample.of("no text", SampleRecords.complete().textData(null).build()));
    }

    @Override
    protected List<VerdictSample> flagged() {
      return flagged;
    }
  }
}
