package io.flagpost.telemetry.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flagpost.telemetry.http.Decision.GoOn;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Limits the rate of requests on this node with a token bucket per key, which holds the tokens of
 * one second and fills evenly. Its memory is bounded. Any thread.
 *
 * @param <K> the key, such as an address
 */
final class RateLimiter<K> {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A bucket that was not used for a second is full, so it can be dropped. */
  private static final Duration FULL_AGAIN = SECOND.multipliedBy(10);

  private static final int MOST = 100_000;

  private record Limited(int perSecond, Bucket bucket) {
    /** The bucket after a change of the limit; filled in the same proportion. */
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
   * @param time the clock of the buckets
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

  /** Counts a request, which goes on if it is within the limit. */
  Decision count(K who, int perSecond) {
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
    return probe.isConsumed()
        ? GoOn.GO_ON
        : Refusal.tooMany(seconds(probe.getNanosToWaitForRefill()));
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

  /** Whole seconds, rounded up: a client that waits so long is not refused again. */
  private static int seconds(long nanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + SECOND.toNanos() - 1));
  }
}
