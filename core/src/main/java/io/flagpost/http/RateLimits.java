package io.flagpost.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flagpost.registry.ApiKey;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often each API key may still ask, on this node: a bucket that holds what may be asked in a
 * second and fills evenly. In memory, on any thread.
 */
final class RateLimits {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A bucket that nobody took from for a second is full, and as good as a new one. */
  private static final Duration FULL_AGAIN = SECOND.multipliedBy(10);

  private static final int MOST_KEYS = 100_000;

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
  private final Cache<Long, Limited> buckets;

  /**
   * @param time what the buckets fill by
   */
  RateLimits(TimeMeter time) {
    this.time = time;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(FULL_AGAIN)
            .ticker(time::currentTimeNanos)
            // Eviction is a few steps; done where it falls due, it needs no thread of its own.
            .executor(Runnable::run)
            .build();
  }

  /** Counts a request. Null if it may go on, else the refusal of one too many. */
  @Nullable Refusal tooMany(ApiKey key) {
    Integer perSecond = key.rateLimit();
    if (perSecond == null) {
      return null;
    }
    Limited limited =
        buckets
            .asMap()
            .compute(
                key.id(),
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
