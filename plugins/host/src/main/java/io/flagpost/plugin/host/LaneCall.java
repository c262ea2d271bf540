package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One record in one plugin: what its checks are given, and how it goes there.
 *
 * <p>Look-ups whose answer is there are answered at once; the others answer on the plugin's own
 * threads, so that no vendor code ever runs on the thread that brings the answer.
 */
final class LaneCall implements CheckContext, Lookups, History {
  private static final int MOST_LOOKUPS = 64;

  private final Round round;
  private final PluginCatalog.Member member;
  private final long begin = System.nanoTime();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean lookupFailed;
  private volatile boolean started;
  private volatile boolean probe;

  LaneCall(Round round, PluginCatalog.Member member) {
    this.round = round;
    this.member = member;
  }

  Round round() {
    return round;
  }

  PluginCatalog.Member member() {
    return member;
  }

  /** How long ago the record was handed over. */
  long nanos() {
    return System.nanoTime() - begin;
  }

  PluginLane lane() {
    return member.lane();
  }

  /** Whether the record is stored already; if not, somebody waits for it. */
  boolean isStored() {
    return round.isStored();
  }

  /** Whether the plugin was kept from answering by a look-up: not its fault. */
  boolean hadLookupTrouble() {
    return lookupFailed || unanswered.get() > 0;
  }

  /** Whether the plugin has seen the record. */
  boolean isStarted() {
    return started;
  }

  void markStarted() {
    started = true;
  }

  /** Whether a quarantined plugin proves itself with this record. */
  boolean isProbe() {
    return probe;
  }

  void markProbe() {
    probe = true;
  }

  boolean isOver() {
    int place = member.firstPlace();
    for (int i = 0; i < member.checks().size(); i++) {
      if (!round.isClaimed(place + i)) {
        return false;
      }
    }
    return true;
  }

  /** Leaves unanswered checks pending because time is up. */
  void expire(long now) {
    int late = claimPending();
    if (late > 0) {
      lane().timedOut(this, late, now);
      round.settle(late);
    }
  }

  /** Leaves unanswered checks pending because the plugin is not asked. */
  void abandon() {
    int unasked = claimPending();
    if (unasked > 0) {
      lane().release(this, unasked);
      round.settle(unasked);
    }
  }

  private int claimPending() {
    int count = 0;
    for (int i = 0; i < member.checks().size(); i++) {
      if (round.claimPending(member.firstPlace() + i)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public Instant deadline() {
    return round.deadline();
  }

  @Override
  public Lookups lookups() {
    return this;
  }

  @Override
  public History history() {
    earlier();
    return this;
  }

  @Override
  public CompletionStage<List<PastRecord>> ofLicense(Duration window) {
    return ask(() -> earlier().ofLicense(window));
  }

  @Override
  public CompletionStage<List<PastRecord>> ofActivation(Duration window) {
    return ask(() -> earlier().ofActivation(window));
  }

  @Override
  public CompletionStage<List<PastRecord>> ofNonce(Duration window) {
    return ask(() -> earlier().ofNonce(window));
  }

  private History earlier() {
    History history = round.history();
    if (history == null) {
      throw new IllegalStateException("history is for checks of the phase AFTER_STORE");
    }
    return history;
  }

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    return ask(() -> round.lookups().license(licenseKey));
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return ask(() -> round.lookups().activation(licenseKey, activationIdentifier));
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return ask(() -> round.lookups().product(productId));
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return ask(() -> round.lookups().productVersion(productId, version));
  }

  private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
    if (asked.incrementAndGet() > MOST_LOOKUPS) {
      return CompletableFuture.failedStage(
          new IllegalStateException("more than " + MOST_LOOKUPS + " look-ups for one record"));
    }
    LaneFuture<T> answer = new LaneFuture<>(lane(), this);
    CompletableFuture<T> source = source(question);
    if (source.isDone()) {
      passOn(source, answer);
    } else {
      unanswered.incrementAndGet();
      passOnInLane(source, answer);
    }
    return answer;
  }

  private <T> void passOn(CompletionStage<T> source, LaneFuture<T> answer) {
    source.whenComplete((value, error) -> pass(answer, value, error));
  }

  private <T> void passOnInLane(CompletionStage<T> source, LaneFuture<T> answer) {
    source.whenComplete(
        (value, error) ->
            lane()
                .resume(
                    this,
                    () -> {
                      unanswered.decrementAndGet();
                      pass(answer, value, error);
                    }));
  }

  private <T> void pass(LaneFuture<T> answer, T value, @Nullable Throwable error) {
    if (error == null) {
      answer.complete(value);
    } else {
      lookupFailed = true;
      answer.completeExceptionally(error);
    }
  }

  private static <T> CompletableFuture<T> source(Supplier<CompletionStage<T>> question) {
    try {
      return question.get().toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
