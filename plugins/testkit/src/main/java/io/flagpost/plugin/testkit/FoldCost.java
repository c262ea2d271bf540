package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.Telemetry;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Measures what a step of a fold costs and how large its states are, and prints it: for a program
 * that is run by hand. Nothing is asserted, because it depends on the machine. Takes seconds.
 *
 * @param <S> the check's states
 */
public final class FoldCost<S> {
  private static final int RECORDS = 400_000;
  private static final int ROUNDS = 5;
  private static final int KEYS = 10_000;
  private static final int RECORDS_OF_EACH = 300;

  private final FoldCheck<S> check;
  private final PrintStream out;
  private final int records;
  private final int keys;

  /** Measures a check that the caller has made. */
  public FoldCost(FoldCheck<S> check, PrintStream out) {
    this(check, out, RECORDS, KEYS);
  }

  FoldCost(FoldCheck<S> check, PrintStream out, int records, int keys) {
    this.check = check;
    this.out = out;
    this.records = records;
    this.keys = keys;
  }

  /**
   * One key: the best of some rounds over the same records.
   *
   * @param what the name of the line that is printed
   * @param stream the records of the key, by their place from 0
   */
  public void ofOneKey(String what, IntFunction<Telemetry> stream) {
    List<Telemetry> all = IntStream.range(0, records).mapToObj(stream).toList();
    long best = Long.MAX_VALUE;
    S state = check.begin();
    for (int round = 0; round < ROUNDS; round++) {
      state = check.begin();
      long begin = System.nanoTime();
      for (Telemetry each : all) {
        state = check.step(state, each, each.receivedAt()).state();
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    out.println(
        what + ": " + best / records + " ns a step, " + check.encode(state).length + " bytes");
  }

  /**
   * Many keys in turn, so that no state is in the processor's caches; and what they hold of the
   * heap.
   *
   * @param stream the records of each key, by their place from 0
   */
  public void ofManyKeys(IntFunction<Telemetry> stream) {
    List<S> states = new ArrayList<>(Collections.nCopies(keys, check.begin()));
    long empty = used();
    long nanos = 0;
    for (int i = 0; i < RECORDS_OF_EACH; i++) {
      for (int key = 0; key < keys; key++) {
        Telemetry each = stream.apply(i);
        long begin = System.nanoTime();
        states.set(key, check.step(states.get(key), each, each.receivedAt()).state());
        nanos += System.nanoTime() - begin;
      }
    }
    out.println(
        keys
            + " keys in turn: "
            + nanos / ((long) keys * RECORDS_OF_EACH)
            + " ns a step, "
            + (used() - empty) / keys
            + " bytes of heap a state, "
            + check.encode(states.get(0)).length
            + " bytes");
  }

  private static long used() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
