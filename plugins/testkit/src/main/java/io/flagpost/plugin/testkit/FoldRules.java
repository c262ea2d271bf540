package io.flagpost.plugin.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.FoldTraits;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** The rules of {@link FoldCheck}, held against one fold of a loaded plugin. */
final class FoldRules {
  private static final int RESTART_EVERY = 7;
  private static final int PARTS = 4;
  private static final int CROWD = 2_500;
  private static final int MOST_SHOWN = 16;

  private final LoadedPlugin plugin;
  private final Folding folding;
  private final Consumer<String> report;
  private final List<Telemetry> stream;

  /**
   * @param own the author's own records, which are folded before those that are generated
   * @param report takes a line about what was measured
   */
  FoldRules(LoadedPlugin plugin, Folding folding, List<Telemetry> own, Consumer<String> report) {
    this.plugin = plugin;
    this.folding = folding;
    this.report = report;
    this.stream = new ArrayList<>(own);
    stream.addAll(FoldStreams.ofWindows(folding.traits().window()));
  }

  Stream<DynamicTest> tests() {
    return Stream.of(
        test("folds every record, at its own cost", this::foldsEveryRecord),
        test("does the same with the same stream", this::isDetermined),
        test("leaves the state alone that it is given", this::isPure),
        test("goes on with states that were written and read back", this::survivesRestarts),
        test("needs nothing that is older than its window", this::needsItsWindowOnly),
        test("bounds the state of a key that everybody uses", this::isBounded));
  }

  private DynamicTest test(String name, Executable rule) {
    String shown = folding.check().id() + " " + name;
    return dynamicTest(shown, () -> execute(shown, rule));
  }

  /** Says which rule was broken: Maven reports dynamic tests by number. */
  private static void execute(String name, Executable rule) throws Throwable {
    try {
      rule.execute();
    } catch (AssertionError | IllegalStateException e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  private void foldsEveryRecord() {
    long faults = plugin.status().counts().faults();
    long begin = System.nanoTime();
    List<Output> outputs = fresh().fold(stream);
    long nanos = (System.nanoTime() - begin) / stream.size();

    report("microseconds per record", nanos / 1_000);
    report(
        "records with findings, of " + stream.size(),
        outputs.stream().filter(output -> !output.findings().isEmpty()).count());
    assertNonePending(outputs, stream);
    assertEquals(faults, plugin.status().counts().faults(), "faults");
  }

  private void isDetermined() {
    FoldMemory together = fresh();
    FoldMemory oneByOne = fresh();

    List<Output> first = together.fold(stream);
    List<Output> second = new ArrayList<>();
    stream.forEach(record -> second.addAll(oneByOne.fold(List.of(record))));

    assertSame(first, second, 0);
    assertSame(
        together.states(),
        oneByOne.states(),
        "step may depend on its arguments alone, and equal states have equal bytes (in a HashMap"
            + " they have no order)");
  }

  private void isPure() {
    FoldMemory memory = fresh();
    for (int i = 0; i < stream.size(); i++) {
      Telemetry record = stream.get(i);
      Optional<FoldKey> key = memory.keys(List.of(record)).get(0);
      if (key.isPresent()) {
        ByteBuffer before = memory.state(key.get());
        Output held = memory.holdAgainst(record);
        assertTrue(
            before.equals(memory.state(key.get())),
            () -> "the state before the record has other bytes after it");
        assertSame(List.of(held), memory.fold(List.of(record)), i);
      }
    }
  }

  private void survivesRestarts() {
    FoldMemory lasting = fresh();
    FoldMemory restarted = fresh();
    for (int i = 0; i < stream.size(); i += RESTART_EVERY) {
      List<Telemetry> next = stream.subList(i, Math.min(i + RESTART_EVERY, stream.size()));
      assertSame(lasting.fold(next), restarted.fold(next), i);
      restarted.reread();
    }
    assertSame(
        lasting.states(),
        restarted.states(),
        "decode gives back what was encoded, times to the microsecond, and equal states have equal"
            + " bytes (in a HashMap they have no order)");
  }

  private void needsItsWindowOnly() {
    FoldMemory all = fresh();
    for (int part = 1; part < PARTS; part++) {
      int begin = stream.size() * (part - 1) / PARTS;
      int cut = stream.size() * part / PARTS;
      all.fold(stream.subList(begin, cut));
      FoldMemory again = fresh();
      again.fold(window(all, stream.subList(0, cut)));
      FoldMemory copy = fresh();
      copy.fold(stream.subList(0, cut));
      List<Telemetry> later = stream.subList(cut, stream.size());
      assertSame(copy.fold(later), again.fold(later), cut);
    }
  }

  /** Of the records that were folded those that are not older than the windows of their keys. */
  private List<Telemetry> window(FoldMemory folded, List<Telemetry> records) {
    List<Optional<FoldKey>> keys = folded.keys(records);
    List<Telemetry> inside = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      Telemetry record = records.get(i);
      if (keys.get(i).filter(key -> isInside(record, folded.clock(key))).isPresent()) {
        inside.add(record);
      }
    }
    return inside;
  }

  private boolean isInside(Telemetry record, Instant now) {
    Duration age = Duration.between(record.receivedAt(), now);
    return age.compareTo(folding.traits().window()) <= 0;
  }

  /** Goes on for as long as the state grows: small pieces take many records to fill it. */
  private void isBounded() {
    FoldMemory memory = fresh();
    FoldTraits traits = folding.traits();
    int before = -1;
    int largest = 0;
    for (int i = 0; i < FoldStreams.LARGEST_CROWD && largest > before; i += CROWD) {
      int end = Math.min(i + CROWD, FoldStreams.LARGEST_CROWD);
      List<Telemetry> crowd = FoldStreams.ofOneKey(traits.routingKey(), traits.window(), i, end);
      assertNonePending(memory.fold(crowd), crowd);
      before = largest;
      largest = memory.states().values().stream().mapToInt(ByteBuffer::remaining).max().orElse(0);
    }
    report("bytes of the largest state", largest);
    int bytes = largest;
    assertTrue(bytes < FoldCheck.MAX_STATE_BYTES, () -> "a state has " + bytes + " bytes");
  }

  private static void assertNonePending(List<Output> outputs, List<Telemetry> records) {
    List<String> pending = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).pending()) {
        pending.add(name(i, records.get(i)));
      }
    }
    if (!pending.isEmpty()) {
      fail(
          pending.size()
              + " of "
              + records.size()
              + " records are pending, the first is "
              + pending.get(0)
              + ": what is logged through SLF4J says why");
    }
  }

  private FoldMemory fresh() {
    return new FoldMemory(folding, FoldRun.LATENESS);
  }

  private void assertSame(List<Output> expected, List<Output> actual, int first) {
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        assertEquals(
            shown(expected.get(i)),
            shown(actual.get(i)),
            "what is found in " + name(first + i, stream.get(first + i)));
      }
    }
  }

  private static void assertSame(
      Map<FoldKey, ByteBuffer> expected, Map<FoldKey, ByteBuffer> actual, String rule) {
    assertEquals(expected.keySet(), actual.keySet(), "the keys");
    List<String> others = new ArrayList<>();
    expected.forEach(
        (key, one) -> {
          ByteBuffer other = Objects.requireNonNull(actual.get(key));
          int at = one.mismatch(other);
          if (at >= 0) {
            others.add("from byte " + at + " on: " + shown(one, at) + " and " + shown(other, at));
          }
        });
    if (!others.isEmpty()) {
      fail(
          String.format(
              Locale.ROOT,
              "%d of %d states have other bytes, the first %s. Note: %s",
              others.size(),
              expected.size(),
              others.get(0),
              rule));
    }
  }

  private static String shown(ByteBuffer state, int at) {
    byte[] bytes = new byte[Math.min(MOST_SHOWN, state.remaining() - at)];
    state.get(at, bytes);
    return bytes.length == 0 ? "its end" : HexFormat.of().formatHex(bytes);
  }

  private static String shown(Output output) {
    return output.pending()
        ? "pending"
        : output.findings().stream().map(FoldRules::shown).collect(Collectors.joining(", "));
  }

  private static String shown(FoldFinding finding) {
    return finding.kind() + new TreeMap<>(finding.facts());
  }

  private static String name(int number, Telemetry record) {
    return "record " + number + " (" + record.recordId() + ")";
  }

  private void report(String what, long number) {
    report.accept(folding.check().id() + ": " + what + ": " + number);
  }
}
