package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Folding.Input;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fold of a plugin, asked by whoever keeps its states. */
class FoldingTest extends PluginHostFixture {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration LATENESS = Duration.ofDays(7);

  @Test
  void aFoldIsInTheCatalogWithWhatItSaysOfItself() throws Exception {
    PluginHost host = open(counting(""));

    CheckInfo check = host.catalog().pluginChecks().get(0);
    assertThat(check.phase()).isEqualTo(Phase.AFTER_STORE);
    assertThat(check.fold())
        .contains(new FoldTraits(RoutingKey.LICENSE, Duration.ofDays(1), true, false, "1"));
    assertThat(host.catalog().folding("acme/counting")).isPresent();
    assertThat(host.catalog().folding("acme/other")).isEmpty();
    assertThat(host.catalog().checks()).isEmpty();
  }

  @Test
  void recordsOfOneKeyAreFoldedInTheirOrder() throws Exception {
    Folding folding = folding(open(counting("")));
    FoldState one = FoldState.begin();
    FoldState other = FoldState.begin();

    List<Output> outputs =
        fold(folding, input(one, "a"), input(other, "b"), input(one, "c"), input(one, "d"));

    assertThat(counts(outputs)).containsExactly("1", "1", "2", "3");
    assertThat(counts(fold(folding, input(other, "e")))).containsExactly("2");
  }

  @Test
  void moreRecordsThanOneHandOverTakesAreFoldedAllTheSame() throws Exception {
    PluginHost host = open(counting(""));
    FoldState state = FoldState.begin();
    List<Input> many = Stream.generate(() -> input(state, "a")).limit(1_000).toList();

    List<Output> outputs = get(folding(host).fold(many, LIMIT));

    assertThat(outputs).hasSize(1_000);
    assertThat(outputs.get(999).findings().get(0).facts()).containsEntry("count", "1000");
    assertThat(status(host, "acme.jar").counts().records()).isLessThan(20);
  }

  @Test
  void aLateRecordIsHeldAgainstTheStateAndNotFoldedIn() throws Exception {
    Folding folding = folding(open(counting("")));
    FoldState state = FoldState.begin();

    Input late = new Input(named("late"), state, LATENESS, true);
    List<Output> outputs = fold(folding, input(state, "a"), late, late, input(state, "b"));

    assertThat(counts(outputs)).containsExactly("1", "2", "2", "2");
  }

  @Test
  void aStateSurvivesAsBytes() throws Exception {
    Folding folding = folding(open(counting("")));
    FoldState state = FoldState.begin();
    fold(folding, input(state, "a"), input(state, "b"));

    byte[] bytes = get(folding.encode(List.of(state), LIMIT)).get(0).orElseThrow();

    assertThat(bytes).isEqualTo("2".getBytes(StandardCharsets.UTF_8));
    assertThat(counts(fold(folding, input(FoldState.of(bytes, state.clock()), "c"))))
        .containsExactly("3");
  }

  @Test
  void aStateThatCannotBeDecodedIsDamagedAndNoFaultOfTheFold() throws Exception {
    PluginHost host = open(counting(""));
    FoldState damaged = FoldState.of("no number".getBytes(StandardCharsets.UTF_8), Instant.EPOCH);

    List<Output> outputs =
        fold(
            folding(host), input(damaged, "a"), input(FoldState.begin(), "b"), input(damaged, "c"));

    assertThat(outputs).extracting(Output::damaged).containsExactly(true, false, true);
    assertThat(status(host, "acme.jar").counts().faults()).isZero();
  }

  @Test
  void aRecordThatTheFoldFailsWithIsPendingAndNotFoldedIn() throws Exception {
    PluginHost host =
        open(counting("if (group.equals(\"bad\")) throw new IllegalStateException();"));
    Folding folding = folding(host);
    FoldState state = FoldState.begin();

    List<Output> outputs = fold(folding, input(state, "a"), input(state, "bad"), input(state, "b"));

    assertThat(outputs.get(1)).isEqualTo(Output.PENDING);
    assertThat(outputs.get(2).findings().get(0).facts()).containsEntry("count", "2");
    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @Test
  void aRecordThatTheFoldFailsWithDoesNotMoveTheTimeOfItsKey() throws Exception {
    Folding folding =
        folding(open(counting("if (group.equals(\"bad\")) throw new IllegalStateException();")));
    FoldState state = FoldState.begin();

    fold(
        folding,
        input(state, "a", Instant.EPOCH.plusSeconds(1)),
        input(state, "bad", Instant.EPOCH.plusSeconds(9)),
        input(state, "b", Instant.EPOCH.plusSeconds(3)),
        input(state, "c", Instant.EPOCH.plusSeconds(2)));

    assertThat(state.clock()).isEqualTo(Instant.EPOCH.plusSeconds(3));
  }

  @Test
  void aRecordIsLateByTheTimeThatItsKeyHasWhenItsTurnComes() throws Exception {
    Folding folding = folding(open(counting("")));
    FoldState state = FoldState.begin();
    Instant now = Instant.EPOCH.plus(Duration.ofDays(30));

    List<Output> outputs =
        fold(
            folding,
            input(state, "a", now.minus(LATENESS).minusSeconds(1)),
            input(state, "b", now),
            input(state, "late", now.minus(LATENESS).minusSeconds(1)),
            input(state, "c", now.minus(LATENESS)));

    assertThat(outputs).extracting(Output::folded).containsExactly(true, true, false, true);
    assertThat(counts(outputs)).containsExactly("1", "2", "3", "3");
  }

  @Test
  @Timeout(60)
  void aRecordThatTakesTooLongIsPendingAndTheRestGoesOn() throws Exception {
    Path begun = folder.resolve("begun");
    PluginHost host =
        open(
            counting(
                String.format(
                    Locale.ROOT,
                    """
                    if (group.equals("bad")) {
                      try {
                        java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                        new java.util.concurrent.CountDownLatch(1).await();
                      } catch (java.io.IOException | InterruptedException e) {
                        return null;
                      }
                    }
                    """,
                    begun)));
    FoldState state = FoldState.begin();
    CompletionStage<List<Output>> outputs =
        folding(host)
            .fold(List.of(input(state, "a"), input(state, "bad"), input(state, "b")), LIMIT);
    while (!Files.exists(begun)) {
      Thread.onSpinWait();
    }

    timer.advance(LIMIT);

    assertThat(get(outputs).get(1)).isEqualTo(Output.PENDING);
    assertThat(get(outputs).get(2).findings().get(0).facts()).containsEntry("count", "2");
  }

  @Test
  void aFoldThatFailsWithEveryRecordComesIntoQuarantineAndIsNotAskedAboutTheRest()
      throws Exception {
    PluginHost host = open(counting("if (group.length() > 0) throw new IllegalStateException();"));
    Folding folding = folding(host);
    FoldState state = FoldState.begin();
    List<Input> bad = Stream.generate(() -> input(state, "bad")).limit(10).toList();

    assertThat(get(folding.fold(bad, LIMIT))).hasSize(10).containsOnly(Output.PENDING);

    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(get(folding.fold(bad, LIMIT))).isEmpty();
    assertThat(get(folding.encode(List.of(state), LIMIT))).isEmpty();
  }

  @Test
  void aStateThatIsTooLargeCannotBeKept() throws Exception {
    Folding folding =
        folding(open(counting("if (group.equals(\"big\")) return FoldStep.clear(BIG);")));
    FoldState state = FoldState.begin();
    FoldState big = FoldState.begin();
    fold(folding, input(state, "a"), input(big, "big"));

    List<Optional<byte[]>> encoded = get(folding.encode(List.of(big, state), LIMIT));

    assertThat(encoded.get(0)).isEmpty();
    assertThat(encoded.get(1)).isPresent();
  }

  @Test
  void aFindingIsJudgedWithLookUps() throws Exception {
    Folding folding = folding(open(counting("")));
    FoldFinding finding = FoldFinding.of("count").with("count", "7");

    CompletableFuture<CatalogResult> result =
        folding.judge(finding, named("a"), asked, LIMIT).toCompletableFuture();
    asked.answer("key").complete(Optional.empty());

    Finding flag = get(result).findings().get(0);
    assertThat(flag.code()).isEqualTo("acme/counted");
    assertThat(flag.flag().evidence()).containsEntry("count", "7").containsEntry("known", "false");
  }

  @Test
  void subKeysComeFromTheFold() throws Exception {
    Folding folding = folding(open(counting("")));

    assertThat(get(folding.subKeys(List.of(named("a"), named(""), named("b")), LIMIT)))
        .containsExactly(Optional.of("a"), Optional.empty(), Optional.of("b"));
  }

  @Test
  void aFoldWithoutAWindowIsRefused() throws Exception {
    PluginHost host = open(counting("Duration.ZERO", "", ""));

    assertThat(status(host, "acme.jar").reason())
        .contains("check counting: window must be positive");
  }

  @Test
  void aFoldThatDoesNotSayHowLongARecordMattersIsRefused() throws Exception {
    PluginHost host = open(counting("null", "", ""));

    assertThat(status(host, "acme.jar").reason()).contains("check counting: window is null");
  }

  @Test
  void aFoldOfAnotherPhaseIsRefused() throws Exception {
    PluginHost host =
        open(counting("Duration.ofDays(1)", "public Phase phase() { return Phase.RECEIPT; }", ""));

    assertThat(status(host, "acme.jar").reason())
        .contains("check counting is a fold, so its phase must be AFTER_STORE");
  }

  private PluginHost open(PluginSource source) throws IOException {
    source.jarInto(drop);
    return open();
  }

  private static Folding folding(PluginHost host) {
    return host.catalog().folding("acme/counting").orElseThrow();
  }

  private static List<Output> fold(Folding folding, Input... inputs) {
    return get(folding.fold(List.of(inputs), LIMIT));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static List<String> counts(List<Output> outputs) {
    List<String> counts = new ArrayList<>();
    outputs.forEach(
        output -> output.findings().forEach(finding -> counts.add(finding.facts().get("count"))));
    return counts;
  }

  private static Input input(FoldState state, String group) {
    return input(state, group, Instant.EPOCH);
  }

  private static Input input(FoldState state, String group, Instant received) {
    return Input.of(named(group, received), state, LATENESS);
  }

  private static Telemetry named(String group) {
    return named(group, Instant.EPOCH);
  }

  private static Telemetry named(String group, Instant received) {
    return Telemetry.builder(UUID.randomUUID(), received)
        .licenseKey("key")
        .dataGroup(group)
        .build();
  }

  private static PluginSource counting(String beforeStep) {
    return counting("Duration.ofDays(1)", "", beforeStep);
  }

  /** Counts records; each is a finding. */
  private static PluginSource counting(String window, String member, String beforeStep) {
    return PluginSource.of("acme")
        .manifest("Plugin-Requires", ">=1.2.0 & <2.0.0")
        .start("return List.of(new Counting());")
        .member(
            String.format(
                Locale.ROOT,
                """
                static final class Counting implements FoldCheck<Long> {
                  static final Long BIG = -1L;
                  public String id() { return "counting"; }
                  public RoutingKey routingKey() { return RoutingKey.LICENSE; }
                  public Optional<String> subKey(Telemetry telemetry) {
                    return telemetry.dataGroup().filter(group -> !group.isEmpty());
                  }
                  public Duration window() { return %s; }
                  %s
                  public String stateVersion() { return "1"; }
                  public Long begin() { return 0L; }
                  public byte[] encode(Long state) {
                    return state < 0
                        ? new byte[MAX_STATE_BYTES + 1]
                        : String.valueOf(state).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                  }
                  public Long decode(byte[] bytes) {
                    return Long.valueOf(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
                  }
                  public FoldStep<Long> step(Long state, Telemetry telemetry, Instant now) {
                    String group = telemetry.dataGroup().orElse("");
                    %s
                    long count = state + 1;
                    return new FoldStep<>(count,
                        List.of(FoldFinding.of("count").with("count", String.valueOf(count))));
                  }
                  public CompletionStage<List<Flag>> judge(
                      FoldFinding finding, Telemetry telemetry, CheckContext context) {
                    return context.lookups().license("key").thenApply(license -> List.of(
                        flag("counted").with("count", finding.facts().get("count"))
                            .with("known", String.valueOf(license.isPresent()))));
                  }
                }
                """,
                window,
                member,
                beforeStep));
  }
}
