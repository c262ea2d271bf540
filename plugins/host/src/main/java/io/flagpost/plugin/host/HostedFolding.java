package io.flagpost.plugin.host;

import io.flagpost.plugin.host.FoldSlice.Piece;
import io.flagpost.plugin.host.FoldSlice.Work;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A fold of a plugin that runs: hands its work to the plugin's lane, some pieces at a time. */
final class HostedFolding implements Folding {
  /** Short enough that a record that is being received does not notice it. */
  private static final int PIECES = 128;

  private static final int MAX_SUB_KEY = 256;
  private static final UUID NONE = new UUID(0, 0);

  private final HostedCheck check;
  private final FoldTraits traits;
  private final Asking asking;

  /** Puts a question to the check, about a record, in a limited time. */
  interface Asking {
    CompletionStage<CatalogResult> ask(
        Telemetry telemetry, Lookups lookups, Question question, Duration limit);
  }

  HostedFolding(HostedCheck check, FoldTraits traits, Asking asking) {
    this.check = check;
    this.traits = traits;
    this.asking = asking;
  }

  @Override
  public CheckInfo check() {
    return check.info();
  }

  @Override
  public FoldTraits traits() {
    return traits;
  }

  @Override
  public CompletionStage<List<Optional<String>>> subKeys(List<Telemetry> records, Duration limit) {
    if (!traits.hasSubKeys()) {
      return CompletableFuture.completedStage(Collections.nCopies(records.size(), Optional.of("")));
    }
    return inSlices(
        records.stream().map(Telemetry::recordId).toList(),
        first -> (fold, i) -> subKey(fold, records.get(first + i)),
        (first, piece) -> Optional.ofNullable(piece.value()).flatMap(Function.identity()),
        limit);
  }

  private static Optional<String> subKey(FoldCheck<Object> fold, Telemetry record) {
    Optional<String> key = Objects.requireNonNull(fold.subKey(record), "subKey");
    if (key.isPresent() && key.get().length() > MAX_SUB_KEY) {
      throw new IllegalArgumentException("subKey has more than " + MAX_SUB_KEY + " characters");
    }
    return key;
  }

  @Override
  public CompletionStage<List<Output>> fold(List<Input> records, Duration limit) {
    return inSlices(
        records.stream().map(one -> one.telemetry().recordId()).toList(),
        first -> {
          Map<FoldState, Fresh> fresh = new HashMap<>();
          return (fold, i) -> step(fold, records.get(first + i), fresh);
        },
        (number, piece) -> settle(records.get(number), piece),
        limit);
  }

  /** What a state is within a slice. */
  private record Fresh(Object state, Instant clock) {}

  /**
   * A step that was made.
   *
   * @param step it; empty if the state cannot be decoded
   * @param now the key's own time
   */
  private record Stepped(Optional<FoldStep<Object>> step, Instant now) {}

  /** The state itself changes when the slice is over, on the side of who owns it. */
  private static Stepped step(FoldCheck<Object> fold, Input record, Map<FoldState, Fresh> fresh) {
    Fresh before = fresh.get(record.state());
    if (before == null) {
      Optional<Object> kept = record.state().read(fold);
      if (kept.isEmpty()) {
        return new Stepped(Optional.empty(), record.state().clock());
      }
      before = new Fresh(kept.get(), record.state().clock());
    }
    Instant now = record.now(before.clock());
    FoldStep<Object> step = fold.step(before.state(), record.telemetry(), now);
    if (record.isFolded(now)) {
      fresh.put(record.state(), new Fresh(step.state(), now));
    }
    return new Stepped(Optional.of(step), now);
  }

  private static Output settle(Input record, Piece<Stepped> piece) {
    Stepped stepped = piece.value();
    if (stepped == null) {
      return Output.PENDING;
    }
    if (stepped.step().isEmpty()) {
      return Output.DAMAGED;
    }
    FoldStep<Object> step = stepped.step().get();
    boolean folded = record.isFolded(stepped.now());
    if (folded) {
      record.state().become(step.state(), stepped.now());
    }
    return Output.of(step.findings(), folded);
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> encode(List<FoldState> states, Duration limit) {
    return inSlices(
        states.stream().map(state -> NONE).toList(),
        first -> (fold, i) -> encode(fold, states.get(first + i)),
        (first, piece) -> Optional.ofNullable(piece.value()),
        limit);
  }

  private static byte[] encode(FoldCheck<Object> fold, FoldState state) {
    Object value =
        state.read(fold).orElseThrow(() -> new IllegalStateException("a state cannot be decoded"));
    byte[] bytes = fold.encode(value).clone();
    if (bytes.length > FoldCheck.MAX_STATE_BYTES) {
      throw new IllegalStateException(
          "a state has " + bytes.length + " bytes, more than " + FoldCheck.MAX_STATE_BYTES);
    }
    return bytes;
  }

  @Override
  public CompletionStage<CatalogResult> judge(
      FoldFinding finding, Telemetry telemetry, Lookups lookups, Duration limit) {
    return asking.ask(
        telemetry,
        lookups,
        (asked, record) -> ((FoldCheck<?>) asked.check().check()).judge(finding, record, asked),
        limit);
  }

  /** What becomes of a piece that is done, and of one whose time is up. */
  private interface Settling<T, R> {
    R settle(int number, Piece<T> piece);
  }

  private <T, R> CompletionStage<List<R>> inSlices(
      List<UUID> records,
      Function<Integer, Work<T>> work,
      Settling<T, R> settling,
      Duration limit) {
    CompletableFuture<List<R>> all = new CompletableFuture<>();
    new Slices<>(records, work, settling, limit, all).next();
    return all;
  }

  /** Slice after slice. */
  private final class Slices<T, R> {
    private final List<UUID> records;
    private final Function<Integer, Work<T>> work;
    private final Settling<T, R> settling;
    private final Duration limit;
    private final CompletableFuture<List<R>> all;
    private final List<R> settled = new ArrayList<>();

    Slices(
        List<UUID> records,
        Function<Integer, Work<T>> work,
        Settling<T, R> settling,
        Duration limit,
        CompletableFuture<List<R>> all) {
      this.records = records;
      this.work = work;
      this.settling = settling;
      this.limit = limit;
      this.all = all;
    }

    void next() {
      int first = settled.size();
      if (first == records.size()) {
        all.complete(settled);
        return;
      }
      int end = Math.min(first + PIECES, records.size());
      FoldSlice<T> slice = new FoldSlice<>(records.subList(first, end), work.apply(first));
      asking
          .ask(ofNobody(records.get(first)), NoLookups.INSTANCE, slice, limit)
          .whenComplete((result, error) -> take(slice, end, error));
    }

    private void take(FoldSlice<T> slice, int end, @Nullable Throwable error) {
      try {
        slice.take().forEach(this::settle);
        if (error != null) {
          all.completeExceptionally(error);
        } else if (settled.size() == end) {
          next();
        } else if (slice.isBegun()) {
          settle(new Piece<>(null)); // the one that its time ran out for
          next();
        } else {
          all.complete(settled);
        }
      } catch (RuntimeException e) {
        all.completeExceptionally(e);
      }
    }

    private void settle(Piece<T> piece) {
      settled.add(settling.settle(settled.size(), piece));
    }
  }

  /** Stands for the records of a slice where the host names one. */
  private static Telemetry ofNobody(UUID recordId) {
    return Telemetry.builder(recordId, Instant.EPOCH).build();
  }
}
