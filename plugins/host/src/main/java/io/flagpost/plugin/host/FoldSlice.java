package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Several pieces of a fold's work that cost the plugin one hand-over. Each piece counts once it is
 * done: when time is up in the middle, what was done before stays, and what comes later is dropped.
 *
 * @param <T> what a piece of work gives
 */
final class FoldSlice<T> implements Question {
  private static final int CALLED_OFF = -1;

  /** One piece of work, on the lane's thread. */
  interface Work<T> {
    /**
     * Does a piece; may throw whatever the vendor's code throws.
     *
     * @param number the piece, from 0
     */
    T on(FoldCheck<Object> fold, int number);
  }

  /**
   * A piece that is done.
   *
   * @param value what it gave; null if the vendor's code failed
   */
  record Piece<T>(@Nullable T value) {}

  private final Work<T> work;
  private final List<UUID> records;
  private final @Nullable Piece<T>[] pieces;
  private final AtomicInteger done = new AtomicInteger();
  private volatile boolean begun;

  /**
   * @param records what each piece is about, for the log
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of pieces
  FoldSlice(List<UUID> records, Work<T> work) {
    this.work = work;
    this.records = records;
    this.pieces = new Piece[records.size()];
  }

  @Override
  public CompletionStage<List<Flag>> put(CheckCall asked, Telemetry telemetry) {
    begun = true;
    FoldCheck<Object> fold = fold(asked.check());
    String lastFault = null;
    boolean allFailed = true;
    for (int i = 0; i < pieces.length && done.get() == i; i++) {
      Piece<T> piece;
      try {
        piece = new Piece<>(work.on(fold, i));
        allFailed = false;
      } catch (Throwable e) {
        lastFault = Faults.describe(e);
        piece = new Piece<>(null);
      }
      pieces[i] = piece; // seen by whoever sees the count
      if (done.compareAndSet(i, i + 1) && lastFault != null && piece.value() == null) {
        asked.call().lane().conduct().failedInFold(asked, records.get(i), lastFault);
      }
    }
    return lastFault != null && allFailed
        ? CompletableFuture.failedStage(new IllegalStateException(lastFault))
        : CompletableFuture.completedStage(List.of());
  }

  /** Whether the plugin was asked at all. */
  boolean isBegun() {
    return begun;
  }

  /** Takes what is done; nothing is added from then on. */
  List<Piece<T>> take() {
    int count = done.getAndSet(CALLED_OFF);
    List<Piece<T>> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(Objects.requireNonNull(pieces[i]));
    }
    return taken;
  }

  @SuppressWarnings("unchecked") // the states of a fold meet no other fold
  private static FoldCheck<Object> fold(HostedCheck check) {
    return (FoldCheck<Object>) check.check();
  }
}
