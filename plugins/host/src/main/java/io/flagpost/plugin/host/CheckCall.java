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
 * One record in one check: the context of the check, and whether look-ups prevented an answer.
 *
 * <p>Look-ups with a known answer complete at once; the others complete on the plugin's own
 * threads, so that vendor code never runs on the thread that delivers the answer.
 */
final class CheckCall implements CheckContext, Lookups, History {
  private final LaneCall call;
  private final HostedCheck check;
  private final int slot;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean lookupFailed;

  /**
   * @param slot the check's slot in the round
   */
  CheckCall(LaneCall call, HostedCheck check, int slot) {
    this.call = call;
    this.check = check;
    this.slot = slot;
  }

  LaneCall call() {
    return call;
  }

  HostedCheck check() {
    return check;
  }

  int slot() {
    return slot;
  }

  /** Whether the check has its outcome. */
  boolean isOver() {
    return call.round().isClaimed(slot);
  }

  /** Whether a look-up prevented the check from answering, which is not the check's fault. */
  boolean hadLookupTrouble() {
    return lookupFailed || unanswered.get() > 0;
  }

  @Override
  public Instant deadline() {
    return call.round().deadline();
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
    History history = call.round().history();
    if (history == null) {
      throw new IllegalStateException(
          "only checks of phase AFTER_STORE that do not fold have a history");
    }
    return history;
  }

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    return ask(() -> call.round().lookups().license(licenseKey));
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return ask(() -> call.round().lookups().activation(licenseKey, activationIdentifier));
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return ask(() -> call.round().lookups().product(productId));
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return ask(() -> call.round().lookups().productVersion(productId, version));
  }

  private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
    if (!call.mayAsk()) {
      return CompletableFuture.failedStage(
          new IllegalStateException(
              "more than " + LaneCall.MOST_LOOKUPS + " look-ups for one record"));
    }
    LaneFuture<T> answer = new LaneFuture<>(call.lane(), this);
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
            call.lane()
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
