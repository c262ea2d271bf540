package io.flagpost.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.http.Decision.GoOn;
import io.flagpost.wire.SignatureProfile;
import io.github.bucket4j.TimeMeter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong(5 * SECOND);
  private final RateLimits limits =
      new RateLimits(
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return now.get();
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          },
          2);

  @Test
  void asManyAsTheLimitPassInASecondAndTheNextIsTurnedAway() {
    ApiKey key = key(1, 3);

    assertThat(passed(key, 10)).isEqualTo(3);
    Decision refusal = limits.count(key);

    assertThat(refusal).isEqualTo(new Refusal(429, 160, "Too many requests", 1));
    now.addAndGet(SECOND / 3 + 1);
    assertThat(passed(key, 10)).isEqualTo(1);
    now.addAndGet(SECOND);
    assertThat(passed(key, 10)).isEqualTo(3);
  }

  @Test
  void aKeyWithoutALimitPassesAlways() {
    assertThat(passed(key(1, null), 10_000)).isEqualTo(10_000);
  }

  @Test
  void anAddressHasItsOwnLimitAndOfIpv6WholeNetworksShareOne() {
    assertThat(passedFrom("192.0.2.1", 5)).isEqualTo(2);
    assertThat(passedFrom("192.0.2.2", 5)).isEqualTo(2);
    assertThat(passedFrom("2001:db8:0:1::1", 1)).isEqualTo(1);
    assertThat(passedFrom("2001:db8:0:1:ffff::2", 5)).isEqualTo(1);
    assertThat(passedFrom("2001:db8:0:2::1", 5)).isEqualTo(2);
    assertThat(limits.refusedAddresses()).isEqualTo(3 + 3 + 4 + 3);

    assertThat(limits.countFrom("192.0.2.1"))
        .isEqualTo(new Refusal(429, 160, "Too many requests", 1));
    assertThat(passedFrom("no address at all", 5)).isEqualTo(5);
  }

  @Test
  void keysDoNotShareTheirLimits() {
    assertThat(passed(key(1, 2), 5)).isEqualTo(2);
    assertThat(passed(key(2, 2), 5)).isEqualTo(2);
  }

  @Test
  void aChangedLimitHoldsFromTheNextRequest() {
    assertThat(passed(key(1, 10), 5)).isEqualTo(5);
    assertThat(passed(key(1, 100), 1_000)).isEqualTo(50);
    now.addAndGet(SECOND);
    assertThat(passed(key(1, 4), 1_000)).isEqualTo(4);
    assertThat(passed(key(1, null), 50)).isEqualTo(50);
  }

  @Test
  void manyThreadsTogetherGetNoMoreThanOne() {
    ApiKey key = key(1, 100);

    long passed =
        IntStream.range(0, 10_000).parallel().filter(i -> limits.count(key) == GoOn.GO_ON).count();

    assertThat(passed).isEqualTo(100);
  }

  @Test
  void whoWaitsAsLongAsToldIsLetThrough() {
    ApiKey key = key(1, 1);
    assertThat(passed(key, 1)).isEqualTo(1);
    Refusal refusal = refusal(limits.count(key));

    now.addAndGet(Objects.requireNonNull(refusal.retryAfter()) * SECOND);
    assertThat(limits.count(key)).isEqualTo(GoOn.GO_ON);
  }

  private static Refusal refusal(Decision decision) {
    return assertThat(decision)
        .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
        .actual();
  }

  private long passed(ApiKey key, int asked) {
    return IntStream.range(0, asked).filter(i -> limits.count(key) == GoOn.GO_ON).count();
  }

  private static ApiKey key(long id, @Nullable Integer perSecond) {
    return new ApiKey(
        id,
        "production",
        true,
        null,
        Set.of(),
        IpNetworks.of(List.of()),
        Set.of(),
        SignatureProfile.DOCUMENT,
        perSecond);
  }

  private long passedFrom(String address, int requests) {
    return IntStream.range(0, requests)
        .filter(i -> limits.countFrom(address) == GoOn.GO_ON)
        .count();
  }
}
