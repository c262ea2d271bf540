package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One fold of the catalog, for whoever keeps its states. Callable on any thread; never waits, and
 * never runs vendor code on the caller's. The stages complete within their limit, on a thread of
 * the plugin or of the host: what depends on them has to be short. The plugin's work on records
 * that are being received goes first.
 */
public interface Folding {

  /**
   * A record to be folded. What time its key has, and so whether it comes too late, is settled when
   * its turn comes: a record before it that the fold fails with does not count.
   *
   * @param telemetry the record
   * @param state the state of its key; several records may have the same
   * @param lateness what was received so much earlier than its key's time is only held against the
   *     state
   * @param held whether it is only held against the state in any case
   */
  record Input(Telemetry telemetry, FoldState state, Duration lateness, boolean held) {

    /** A record that is folded in, unless it comes too late. */
    public static Input of(Telemetry telemetry, FoldState state, Duration lateness) {
      return new Input(telemetry, state, lateness, false);
    }

    /**
     * The key's own time with this record.
     *
     * @param clock its time before
     */
    public Instant now(Instant clock) {
      Instant received = telemetry.receivedAt();
      return received.isAfter(clock) ? received : clock;
    }

    /**
     * Whether it is folded in.
     *
     * @param now the key's own time with it
     */
    public boolean isFolded(Instant now) {
      return !held && !telemetry.receivedAt().isBefore(now.minus(lateness));
    }
  }

  /**
   * What became of a record.
   *
   * @param findings what was found
   * @param pending whether the check gave no answer, and the record is not folded in
   * @param damaged whether that is because the state cannot be decoded
   * @param folded whether the record is in the state now, and not only held against it
   */
  record Output(List<FoldFinding> findings, boolean pending, boolean damaged, boolean folded) {
    public static final Output PENDING = new Output(List.of(), true, false, false);
    public static final Output DAMAGED = new Output(List.of(), true, true, false);

    /** Of a record that is none of the fold's. */
    public static final Output CLEAR = new Output(List.of(), false, false, false);

    public Output {
      findings = List.copyOf(findings);
    }

    /** The fold has an answer. */
    public static Output of(List<FoldFinding> findings, boolean folded) {
      return new Output(findings, false, false, folded);
    }
  }

  /** The fold itself. */
  CheckInfo check();

  /** What it says of itself. */
  FoldTraits traits();

  /**
   * The keys below the routing key.
   *
   * @param limit how long it may take for some of them
   * @return one for each record, in their order: empty if the record is not to be folded, or if the
   *     check failed; shorter than the records if the plugin is not asked about the rest now
   */
  CompletionStage<List<Optional<String>>> subKeys(List<Telemetry> records, Duration limit);

  /**
   * Folds records in, in this order. The states are changed when the stage completes.
   *
   * @param limit how long the plugin may take for some of them; the one that it takes too long for
   *     is pending
   * @return one for each record, in their order; shorter than the records if the plugin is not
   *     asked about the rest now, because it is in quarantine or closed
   */
  CompletionStage<List<Output>> fold(List<Input> records, Duration limit);

  /**
   * Encodes states.
   *
   * @param limit how long it may take for some of them
   * @return one for each state, in their order: empty if it cannot be kept; shorter than the states
   *     if the plugin is not asked about the rest now
   */
  CompletionStage<List<Optional<byte[]>>> encode(List<FoldState> states, Duration limit);

  /**
   * Decides about a finding.
   *
   * @param lookups answers the check's questions about the record
   * @param limit how long it may take
   * @return the flags, or the check as pending
   */
  CompletionStage<CatalogResult> judge(
      FoldFinding finding, Telemetry telemetry, Lookups lookups, Duration limit);
}
