package io.flagpost.telemetry.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often somebody may still ask, on this node: for each a bucket that holds what may be asked in
 * a second and fills evenly. In memory, and of that a bounded part; on any thread.
 *
 * @param <K> who asks
 */
final class RateLimiter<K> {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A bucket that nobody took from for a second is full, and as good as a new one. */
  private static final Duration FULL_AGAIN = SECOND.multipliedBy(10);

  private static final int MOST = 100_000;

  private record Limited(int perSecond, Bucket bucket) {
    /** The bucket under a limit that was changed meanwhile; as full as it was, in proportion. */
    Limited under(int newPerSecond) {
      if (newPerSecond == perSecond) {
        return this;
      }
      bucket.replaceConfiguration(
          configuration(newPerSecond), TokensInheritanceStrategy.PROPORTIONALLY);
      return new Limited(newPerSecond, bucket);
    }
  }

  private final TimeMeter time;
  private final Cache<K, Limited> limiter;

  /**
   * @param time what the buckets fill by
   */
  RateLimiter(TimeMeter time) {
    this.time = time;
    this.limiter =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(FULL_AGAIN)
            .ticker(time::currentTimeNanos)
            // Eviction is a few steps; done where it falls due, it needs no thread of its own.
            .executor(Runnable::run)
            .build();
  }

  /** Counts a request. Null if it may go on, else the refusal of one too many. */
  @Nullable Refusal tooMany(K who, int perSecond) {
    Limited limited =
        limiter
            .asMap()
            .compute(
                who,
                (id, known) ->
                    known == null
                        ? new Limited(perSecond, full(perSecond))
                        : known.under(perSecond));
    ConsumptionProbe probe = limited.bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? null : Refusal.tooMany(seconds(probe.getNanosToWaitForRefill()));
  }

  private Bucket full(int perSecond) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, SECOND))
        .withCustomTimePrecision(time)
        .build();
  }

  private static BucketConfiguration configuration(int perSecond) {
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, SECOND))
        .build();
  }

  /** Whole seconds, rounded up: who waits for so long is not turned away for coming early. */
  private static int seconds(long nanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + SECOND.toNanos() - 1));
  }
}
