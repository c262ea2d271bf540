package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One record's round through the catalog: a slot for each check's verdict, filled once by the first
 * to claim it. Any thread.
 */
final class CheckRound {
  private static final Verdict CLEAR = new Verdict(List.of(), null);
  private static final Verdict PENDING = new Verdict(List.of(), Duration.ZERO);
  private static final LaneCall[] NO_CALLS = {};

  private final UUID recordId;
  private final Lookups lookups;
  private final @Nullable History history;
  private final boolean stored;
  private final Question question;
  private final Instant deadline;
  private final long expiresAt;
  private final AtomicReferenceArray<@Nullable Verdict> verdicts;
  private final AtomicInteger open;
  private final CompletableFuture<CatalogResult> result = new CompletableFuture<>();
  private volatile LaneCall[] calls;
  private volatile @Nullable Telemetry telemetry;

  /**
   * What a round is for.
   *
   * @param stored whether the record is stored already; if not, somebody waits for it
   * @param lookups answers about the vendor's records
   * @param history answers about earlier records, if the question may ask
   * @param question what its checks are asked
   */
  record Purpose(boolean stored, Lookups lookups, @Nullable History history, Question question) {}

  CheckRound(
      Telemetry telemetry,
      Purpose purpose,
      Instant deadline,
      long expiresAt,
      List<PluginCatalog.Member> members) {
    this.recordId = telemetry.recordId();
    this.telemetry = telemetry;
    this.lookups = purpose.lookups();
    this.history = purpose.history();
    this.stored = purpose.stored();
    this.question = purpose.question();
    this.deadline = deadline;
    this.expiresAt = expiresAt;
    LaneCall[] made = new LaneCall[members.size()];
    int checks = 0;
    for (int i = 0; i < made.length; i++) {
      made[i] = new LaneCall(this, members.get(i));
      checks += members.get(i).checks().size();
    }
    this.calls = made;
    this.verdicts = new AtomicReferenceArray<>(checks);
    this.open = new AtomicInteger(checks);
    if (checks == 0) {
      end();
    }
  }

  /** Its call for one of the members, as long as that member has not been asked. */
  LaneCall call(int member) {
    return calls[member];
  }

  CompletionStage<CatalogResult> result() {
    return result;
  }

  UUID recordId() {
    return recordId;
  }

  /** The record; null once everything is settled, because rounds live a little longer. */
  @Nullable Telemetry telemetry() {
    return telemetry;
  }

  Lookups lookups() {
    return lookups;
  }

  boolean isStored() {
    return stored;
  }

  /** What its checks are asked. */
  Question question() {
    return question;
  }

  /** Earlier records; null where there are none to ask for. */
  @Nullable History history() {
    return history;
  }

  Instant deadline() {
    return deadline;
  }

  long expiresAt() {
    return expiresAt;
  }

  boolean isOver() {
    return result.isDone();
  }

  boolean isClaimed(int slot) {
    return verdicts.get(slot) != null;
  }

  /** Claims a check's slot for its answer; false if it is too late. */
  boolean claim(int slot, List<Flag> flags) {
    return verdicts.compareAndSet(slot, null, flags.isEmpty() ? CLEAR : new Verdict(flags, null));
  }

  /** Claims a check's slot because there is no answer; false if it was claimed before. */
  boolean claimPending(int slot) {
    return verdicts.compareAndSet(slot, null, PENDING);
  }

  /**
   * Claims a check's slot because it cannot decide now; false if it is too late.
   *
   * @param askAgainIn how long to wait before asking again
   */
  boolean claimUndecided(int slot, Duration askAgainIn) {
    return verdicts.compareAndSet(slot, null, new Verdict(List.of(), askAgainIn));
  }

  /**
   * Settles claimed slots, after their lane has updated its counters; the last ones end the round.
   */
  void settle(int slots) {
    if (open.addAndGet(-slots) == 0) {
      end();
    }
  }

  /**
   * Leaves unclaimed slots pending, and ends the round even if a claimed slot was never settled,
   * because a plugin's thread may die of a stack overflow anywhere.
   */
  void expire(long now) {
    if (!isOver()) {
      for (LaneCall call : calls) {
        call.expire(now);
      }
      end();
    }
  }

  private void end() {
    telemetry = null;
    result.complete(fold());
    calls = NO_CALLS; // rounds outlive their plugins
  }

  private CatalogResult fold() {
    List<Finding> findings = new ArrayList<>(0);
    List<String> pending = new ArrayList<>(0);
    Map<String, Duration> undecided = new HashMap<>(0);
    for (LaneCall call : calls) {
      int slot = call.member().firstSlot();
      for (HostedCheck check : call.member().checks()) {
        Verdict verdict = verdicts.get(slot++);
        Duration askAgainIn = verdict == null ? Duration.ZERO : verdict.askAgainIn();
        if (verdict == null || askAgainIn != null) {
          pending.add(check.info().id());
          if (askAgainIn != null && !askAgainIn.isZero()) {
            undecided.put(check.info().id(), askAgainIn);
          }
        } else {
          for (Flag flag : verdict.flags()) {
            findings.add(new Finding(check.codePrefix() + flag.code(), check.info().id(), flag));
          }
        }
      }
    }
    return findings.isEmpty() && pending.isEmpty()
        ? CatalogResult.CLEAR
        : new CatalogResult(findings, pending, undecided);
  }

  /**
   * @param askAgainIn null if there is an answer; zero if no time was given
   */
  private record Verdict(List<Flag> flags, @Nullable Duration askAgainIn) {}
}
