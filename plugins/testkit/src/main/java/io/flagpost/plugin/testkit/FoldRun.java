package io.flagpost.plugin.testkit;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of stored records, folded by the checks of a loaded plugin as the gateway does: a state
 * for each key, time as each key has it, late records held against the state and not folded in.
 * Made by {@link LoadedPlugin#foldRun}. Not thread-safe.
 */
public final class FoldRun {
  static final Duration LATENESS = Duration.ofDays(7);

  private final Lookups lookups;
  private final int rereadEvery;
  private final List<FoldMemory> memories;
  private int sinceReread;

  private FoldRun(List<FoldMemory> memories, Lookups lookups, int rereadEvery) {
    this.memories = memories;
    this.lookups = lookups;
    this.rereadEvery = rereadEvery;
  }

  static FoldRun of(List<Folding> folds, Lookups lookups) {
    return new FoldRun(memories(folds, LATENESS), lookups, Integer.MAX_VALUE);
  }

  private static List<FoldMemory> memories(List<Folding> folds, Duration lateness) {
    return folds.stream().map(fold -> new FoldMemory(fold, lateness)).toList();
  }

  /**
   * A run from the beginning, with another setting of {@code checks.lateness}.
   *
   * @param lateness what was received so much earlier than its key's own time is not folded in; a
   *     week without this
   */
  public FoldRun withLateness(Duration lateness) {
    List<Folding> folds = memories.stream().map(FoldMemory::folding).toList();
    return new FoldRun(memories(folds, lateness), lookups, rereadEvery);
  }

  /**
   * The run from here on, with states that are encoded and decoded again after so many records, as
   * restarts of the gateway do.
   */
  public FoldRun rereadingEvery(int records) {
    return new FoldRun(memories, lookups, records);
  }

  /**
   * Folds the next record, and judges what was found.
   *
   * @throws IllegalStateException if a state cannot be kept, where states are read again
   */
  public CatalogResult fold(Telemetry record) {
    CatalogResult result = CatalogResult.CLEAR;
    for (FoldMemory memory : memories) {
      result = result.and(judge(memory, record, memory.fold(List.of(record)).get(0)));
    }
    reread(1);
    return result;
  }

  /** The codes of the flags that the next record raises. */
  public List<String> codes(Telemetry record) {
    return fold(record).findings().stream().map(Finding::code).toList();
  }

  /** Folds the next records without judging what is found, as the gateway does after a restart. */
  public FoldRun readAgain(List<Telemetry> records) {
    memories.forEach(memory -> memory.fold(records));
    reread(records.size());
    return this;
  }

  private void reread(int records) {
    sinceReread += records;
    if (sinceReread >= rereadEvery) {
      memories.forEach(FoldMemory::reread);
      sinceReread = 0;
    }
  }

  /** A finding without an answer leaves the check pending, whatever the others say. */
  private CatalogResult judge(FoldMemory memory, Telemetry record, Output output) {
    if (output.pending()) {
      return new CatalogResult(List.of(), List.of(memory.folding().check().id()));
    }
    List<Finding> raised = new ArrayList<>();
    for (FoldFinding found : output.findings()) {
      CatalogResult answer = memory.judge(found, record, lookups);
      if (!answer.pending().isEmpty()) {
        return answer;
      }
      raised.addAll(answer.findings());
    }
    return raised.isEmpty() ? CatalogResult.CLEAR : new CatalogResult(raised, List.of());
  }
}
