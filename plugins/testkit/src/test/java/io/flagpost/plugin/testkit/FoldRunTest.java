package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that counts the records of each license and product shows what a run does. */
class FoldRunTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final String SOURCE =
      """
      import io.flagpost.plugin.v1.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      public final class AcmeMain implements RedFlagPlugin, FoldCheck<Integer> {
        @Override public List<RedFlagCheck> start(PluginContext context) { return List.of(this); }
        @Override public String id() { return "count"; }
        @Override public RoutingKey routingKey() { return RoutingKey.LICENSE; }
        @Override public Optional<String> subKey(Telemetry telemetry) {
          return telemetry.productId();
        }
        @Override public Duration window() { return Duration.ofDays(30); }
        @Override public String stateVersion() { return "1"; }
        @Override public Integer begin() { return 0; }
        @Override public byte[] encode(Integer state) { return new byte[] {state.byteValue()}; }
        @Override public Integer decode(byte[] bytes) { return bytes[0] & 127; }
        @Override public FoldStep<Integer> step(Integer state, Telemetry telemetry, Instant now) {
          if (telemetry.sequence().isPresent()) throw new IllegalStateException();
          int next = state + 1;
          FoldFinding found = FoldFinding.of("seen").with("n", "" + next).with("now", "" + now);
          return new FoldStep<>(next, List.of(found.with("text", "" + telemetry.textData())));
        }
        @Override public CompletionStage<List<Flag>> judge(
            FoldFinding finding, Telemetry telemetry, CheckContext context) {
          return context.lookups().license(telemetry.licenseKey().get()).thenApply(license ->
              List.of(new Flag("n" + finding.facts().get("n"), Severity.LOW, "Seen.",
                  finding.facts())));
        }
      }
      """;

  private static LoadedPlugin plugin;

  private FoldRun run;

  @BeforeAll
  static void load(@TempDir Path folder) throws Exception {
    plugin = LoadedPlugin.from(PackedPlugin.compiled(folder, SOURCE));
    plugin.open();
  }

  @BeforeEach
  void begin() {
    run = plugin.foldRun(new FakeRegistry());
  }

  @AfterAll
  static void unload() throws IOException {
    plugin.close();
  }

  @Test
  void eachLicenseEnvironmentAndSubKeyHasAStateOfItsOwn() {
    assertThat(run.codes(at(0).build())).containsExactly("acme/n1");
    assertThat(run.codes(at(1).build())).containsExactly("acme/n2");
    assertThat(run.codes(at(2).licenseKey("b").build())).containsExactly("acme/n1");
    assertThat(run.codes(at(2).environment("test").build())).containsExactly("acme/n1");
    assertThat(run.codes(at(2).productId("2").build())).containsExactly("acme/n1");
    assertThat(run.codes(at(3).build())).containsExactly("acme/n3");
  }

  @Test
  void aRecordWithoutKeyIsNotFolded() {
    assertThat(run.codes(at(0).licenseKey(null).build())).isEmpty();
    assertThat(run.codes(at(0).productId(null).build())).isEmpty();
  }

  @Test
  void timeIsTheKeysOwnAndDoesNotRunBackwards() {
    assertThat(now(at(9).build())).isEqualTo(NOON.plus(Duration.ofHours(9)));
    assertThat(now(at(5).build())).isEqualTo(NOON.plus(Duration.ofHours(9)));
    assertThat(now(at(5).licenseKey("b").build())).isEqualTo(NOON.plus(Duration.ofHours(5)));
  }

  @Test
  void whatComesTooLateIsJudgedAndNotFoldedIn() {
    run.codes(at(24 * 8).build());
    assertThat(run.codes(at(0).build())).containsExactly("acme/n2");
    assertThat(run.codes(at(24 * 8).build())).containsExactly("acme/n2");

    FoldRun patient = run.withLateness(Duration.ofDays(8));
    patient.codes(at(24 * 8).build());
    assertThat(patient.codes(at(0).build())).containsExactly("acme/n2");
    assertThat(patient.codes(at(24 * 8).build())).containsExactly("acme/n3");
  }

  @Test
  void aFoldThatDoesNotReadTheDataDoesNotGetIt() {
    assertThat(run.fold(at(0).textData("secret").build()).findings().get(0).flag().evidence())
        .containsEntry("text", "Optional.empty");
  }

  @Test
  void whatIsReadAgainIsRememberedAndNotJudged() {
    FakeRegistry away = new FakeRegistry().away(true);
    FoldRun restarted = plugin.foldRun(away).readAgain(List.of(at(0).build(), at(1).build()));
    away.away(false);

    assertThat(restarted.codes(at(2).build())).containsExactly("acme/n3");
  }

  @Test
  void statesAreWrittenAndReadBackWhereThatIsAskedFor() {
    FoldRun restarting = run.rereadingEvery(1);
    for (int i = 1; i <= 3; i++) {
      assertThat(restarting.codes(at(i).build())).containsExactly("acme/n" + i);
    }
    FoldRun overflowing = run.withLateness(Duration.ofDays(1)).rereadingEvery(1);
    for (int i = 1; i <= 128; i++) {
      overflowing.fold(at(i).build());
    }

    // 128 does not fit into what this plugin writes.
    assertThat(overflowing.codes(at(129).build())).containsExactly("acme/n1");
  }

  @Test
  void aRegistryThatIsAwayLeavesTheFindingPending() {
    FoldRun blind = plugin.foldRun(new FakeRegistry().away(true));

    assertThat(blind.fold(at(0).build()).pending()).containsExactly("acme/count");
  }

  @Test
  void aRecordThatFailsIsPendingAndTheOthersGoOn() {
    run.codes(at(0).build());

    assertThat(run.fold(at(1).sequence(1L).build()).pending()).containsExactly("acme/count");
    assertThat(run.codes(at(2).build())).containsExactly("acme/n2");
  }

  @Test
  void aSampleIsAStreamWhoseLastRecordIsJudged() {
    Telemetry last = at(2).build();
    FakeHistory history = FakeHistory.of(at(0).build(), at(1).build(), last, at(3).build());

    assertThat(plugin.codesStored(last, new FakeRegistry(), history)).containsExactly("acme/n3");
    assertThat(plugin.codesStored(at(4).build(), new FakeRegistry(), history))
        .containsExactly("acme/n5");
  }

  private Instant now(Telemetry record) {
    return Instant.parse(
        String.valueOf(run.fold(record).findings().get(0).flag().evidence().get("now")));
  }

  private static Telemetry.Builder at(int hour) {
    return SampleRecords.complete(UUID.randomUUID(), NOON.plus(Duration.ofHours(hour)));
  }
}
