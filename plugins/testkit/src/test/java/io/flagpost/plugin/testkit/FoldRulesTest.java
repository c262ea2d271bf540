package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the suite says of a fold that is as it should be, and of some that are not. */
class FoldRulesTest {
  private static final String BOUND = "if (next.size() > 50) next.remove(0);";
  private static final String PRUNE =
      "next.removeIf(each -> each <= now.toEpochMilli() - 600_000);";
  private static final String READ = "return state;";

  @TempDir Path folder;
  private @Nullable LoadedPlugin plugin;

  @AfterEach
  void unload() throws IOException {
    if (plugin != null) {
      plugin.close();
    }
  }

  @Test
  void aGoodFoldPassesAndWhatItCostsIsReported() throws Exception {
    List<String> lines = new ArrayList<>();

    assertThat(tests(fold("", PRUNE + BOUND, READ), lines::add))
        .hasSize(6)
        .allSatisfy(
            test -> assertThatCode(test.getExecutable()::execute).doesNotThrowAnyException());
    assertThat(lines)
        .hasSize(3)
        .anySatisfy(
            line -> assertThat(line).matches("acme/count: bytes of the largest state: \\d{3}"));
  }

  @Test
  void oneThatFailsOnSomeRecordIsNamed() throws Exception {
    String careless = "if (telemetry.sequence().get() == 9) throw new IllegalStateException();";

    assertFails(
        fold(careless, PRUNE + BOUND, READ),
        "every record",
        " records are pending, the first is record ",
        "SLF4J");
  }

  @Test
  void oneThatDependsOnMoreThanItsArgumentsIsNamed() throws Exception {
    assertFails(fold("calls++;", PRUNE + BOUND, READ), "the same stream", "found in record");
  }

  @Test
  void oneThatChangesTheStateThatItIsGivenIsNamed() throws Exception {
    assertFails(
        fold("if (!state.isEmpty()) state.set(0, state.get(0) + 1);", PRUNE + BOUND, READ),
        "alone",
        "other bytes");
  }

  @Test
  void oneThatLosesSomethingWhenItsStateIsWrittenIsNamed() throws Exception {
    assertFails(
        fold("", PRUNE + BOUND, "return state.subList(state.size() / 20, state.size());"),
        "read back",
        "found in record");
  }

  @Test
  void oneThatRemembersWhatIsOlderThanItsWindowIsNamed() throws Exception {
    assertFails(fold("", BOUND, READ), "window", "found in record");
  }

  @Test
  void oneWhoseStateGrowsWithoutEndIsNamed() throws Exception {
    assertFails(fold("", PRUNE, READ), "bounds", "65536");
  }

  @Test
  void oneWhoseStateGrowsInSmallPiecesIsNamed() throws Exception {
    String small = "next.replaceAll(each -> each % 100_000);"; // 5,000 of them are well below

    assertFails(fold("", small, READ), "bounds", "65536");
  }

  @Test
  void oneThatWritesEqualStatesInOtherBytesIsToldWhereAndItsRuleIsNamed() throws Exception {
    assertFails(
        fold(
            "",
            PRUNE + BOUND,
            "return state.isEmpty() ? state : new ArrayList<>(state) {"
                + " @Override public String toString() { return super.toString() + ' '; } };"),
        "read back",
        "acme/count goes on with states that were written and read back",
        "states have other bytes, the first from byte",
        ": its end and 20. Note: decode");
  }

  @Test
  void oneThatFailsToTellItsKeyIsNamed() throws Exception {
    String key = "@Override public Optional<String> subKey(Telemetry telemetry)";
    Path jar = fold("", PRUNE + BOUND, READ, key + "{ throw new IllegalStateException(); }");

    assertFails(jar, "every record", "pending");
  }

  private void assertFails(Path jar, String rule, String... messages) throws IOException {
    assertThat(tests(jar, line -> {}))
        .filteredOn(test -> test.getDisplayName().contains(rule))
        .singleElement()
        .satisfies(
            test ->
                assertThatThrownBy(test.getExecutable()::execute)
                    .hasMessageContainingAll(messages));
  }

  private List<DynamicTest> tests(Path jar, Consumer<String> report) throws IOException {
    LoadedPlugin loaded = LoadedPlugin.from(jar);
    plugin = loaded;
    loaded.open();
    return loaded.folds().stream()
        .flatMap(fold -> new FoldRules(loaded, fold, List.of(), report).tests())
        .toList();
  }

  /**
   * A fold that counts the records of a license, by their times of receipt.
   *
   * @param first what a step does first
   * @param forget how it forgets
   * @param read how it reads a state
   */
  private Path fold(String first, String forget, String read) throws Exception {
    return fold(first, forget, read, "");
  }

  private Path fold(String first, String forget, String read, String more) throws Exception {
    return PackedPlugin.compiled(
        folder,
        String.format(
            Locale.ROOT,
            """
            import io.flagpost.plugin.v1.*;
            import java.nio.charset.StandardCharsets;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;
            public final class AcmeMain implements RedFlagPlugin, FoldCheck<List<Long>> {
              private int calls;
              @Override public List<RedFlagCheck> start(PluginContext context) {
                return List.of(this);
              }
              @Override public String id() { return "count"; }
              @Override public RoutingKey routingKey() { return RoutingKey.LICENSE; }
              @Override public Duration window() { return Duration.ofMinutes(10); }
              @Override public String stateVersion() { return "1"; }
              @Override public List<Long> begin() { return new ArrayList<>(); }
              @Override public FoldStep<List<Long>> step(
                  List<Long> state, Telemetry telemetry, Instant now) {
                %s
                List<Long> next = new ArrayList<>(state);
                next.add(telemetry.receivedAt().toEpochMilli());
                Collections.sort(next);
                %s
                return new FoldStep<>(
                    next, List.of(FoldFinding.of("count").with("n", "" + next + calls)));
              }
              @Override public CompletionStage<List<Flag>> judge(
                  FoldFinding finding, Telemetry telemetry, CheckContext context) {
                return CompletableFuture.completedStage(List.of());
              }
              @Override public byte[] encode(List<Long> state) {
                return state.toString().getBytes(StandardCharsets.UTF_8);
              }
              @Override public List<Long> decode(byte[] bytes) {
                String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("[^0-9,]", "");
                List<Long> state = Stream.of(text.split(","))
                    .filter(each -> !each.isEmpty())
                    .map(Long::valueOf)
                    .collect(Collectors.toCollection(ArrayList::new));
                %s
              }
              %s
            }
            """,
            first,
            forget,
            read,
            more));
  }
}
