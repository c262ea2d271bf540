package io.flagpost.signing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flagpost.platform.bus.IdentityCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends texts to the {@link SigningVerticle} of this node, but only once for equal texts under the
 * same key: requests made while the signature is being computed, or within two seconds of the last,
 * share it. That is sound because PKCS #1 v1.5 is deterministic.
 */
public final class BusSigner implements Signer {
  private static final Duration SHARED_FOR = Duration.ofSeconds(2);
  private static final long SHARED_AT_MOST = 4096;
  private static final DeliveryOptions WITHIN_THIS_NODE = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final Supplier<KeyRing> keys;
  private final Clock clock;
  private final Cache<SignRequest, CompletableFuture<String>> shared;
  private final LongAdder signedCount = new LongAdder();
  private final LongAdder sharedCount = new LongAdder();

  /**
   * Also registers the codec of the signing messages on this Vert.x instance, so create only one
   * per instance.
   *
   * @param keys the newest key ring
   * @param clock determines which of its keys signs
   */
  public BusSigner(Vertx vertx, Supplier<KeyRing> keys, Clock clock) {
    this.vertx = vertx;
    this.keys = keys;
    this.clock = clock;
    this.shared =
        Caffeine.newBuilder()
            .maximumSize(SHARED_AT_MOST)
            .expireAfterAccess(SHARED_FOR)
            .executor(Runnable::run)
            .build();
    IdentityCodec.register(vertx.eventBus(), SignRequest.class);
  }

  @Override
  public Future<Signed> sign(@Nullable Long productId, String text, boolean repeatable) {
    return Future.succeededFuture()
        .compose(
            start -> {
              SigningKey key = keyFor(productId);
              return signWith(key, text, repeatable)
                  .recover(
                      failure -> {
                        SigningKey now = keyFor(productId);
                        return now.keyId().equals(key.keyId())
                            ? Future.failedFuture(failure)
                            : signWith(now, text, repeatable); // the key was withdrawn meanwhile
                      });
            });
  }

  private SigningKey keyFor(@Nullable Long productId) {
    return keys.get().keyFor(productId, clock.instant());
  }

  private Future<Signed> signWith(SigningKey key, String text, boolean repeatable) {
    SignRequest request = new SignRequest(key.keyId(), text);
    boolean byProductKey = key.productId() != null;
    return (repeatable ? askOnce(request) : ask(request))
        .map(signature -> new Signed(key.keyId(), byProductKey, signature));
  }

  /** The number of signatures made. */
  public long signedCount() {
    return signedCount.sum();
  }

  /** The number of answers that reused the signature of another one. */
  public long sharedCount() {
    return sharedCount.sum();
  }

  private Future<String> askOnce(SignRequest request) {
    CompletableFuture<String> mine = new CompletableFuture<>();
    CompletableFuture<String> first = shared.asMap().putIfAbsent(request, mine);
    if (first != null) {
      sharedCount.increment();
      return Future.fromCompletionStage(first, vertx.getOrCreateContext());
    }
    return ask(request)
        .onSuccess(mine::complete)
        .onFailure(
            failure -> {
              shared.asMap().remove(request, mine); // the next request tries again
              mine.completeExceptionally(failure);
            });
  }

  private Future<String> ask(SignRequest request) {
    return vertx
        .eventBus()
        .<String>request(SigningVerticle.ADDRESS, request, WITHIN_THIS_NODE)
        .map(Message::body)
        .onSuccess(signature -> signedCount.increment());
  }
}
