package io.flagpost.telemetry.http;

import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.http.Decision.GoOn;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.LongAdder;

/** The rate limits of API keys and of addresses on this node. In memory. Any thread. */
final class RateLimits {
  private final int perAddress;
  private final RateLimiter<Long> keys;
  private final RateLimiter<AddressBlock> addresses;
  private final LongAdder refusedKeys = new LongAdder();
  private final LongAdder refusedAddresses = new LongAdder();

  /**
   * @param time the clock of the buckets
   * @param perAddress requests a second from one address, or from one IPv6 network of 64 bits; 0
   *     for any number
   */
  RateLimits(TimeMeter time, int perAddress) {
    this.perAddress = perAddress;
    this.keys = new RateLimiter<>(time);
    this.addresses = new RateLimiter<>(time);
  }

  /** Counts a request under an API key; it goes on if it is within the limit. */
  Decision count(ApiKey key) {
    Integer perSecond = key.rateLimit();
    return perSecond == null ? GoOn.GO_ON : metered(keys.count(key.id(), perSecond), refusedKeys);
  }

  /** Whether addresses have a limit; without one nobody needs the address. */
  boolean limitsAddresses() {
    return perAddress > 0;
  }

  /** Counts a request from an address; it goes on if it is within the limit. */
  Decision countFrom(String address) {
    AddressBlock block = AddressBlock.of(address);
    return perAddress == 0 || block == null
        ? GoOn.GO_ON
        : metered(addresses.count(block, perAddress), refusedAddresses);
  }

  /** Requests refused so far because of their API key. */
  long refusedKeys() {
    return refusedKeys.sum();
  }

  /** Requests refused so far because of their address. */
  long refusedAddresses() {
    return refusedAddresses.sum();
  }

  private static Decision metered(Decision decision, LongAdder refused) {
    if (decision instanceof Refusal) {
      refused.increment();
    }
    return decision;
  }
}
