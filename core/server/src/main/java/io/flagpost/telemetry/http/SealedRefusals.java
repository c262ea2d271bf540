package io.flagpost.telemetry.http;

import io.flagpost.signing.envelope.SignedEnvelope;
import io.flagpost.wire.SignatureProfile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Caches the refusals that were sealed in the current second: equal ones of a second have equal
 * bytes, and under overload they are most of the answers. Any thread.
 */
final class SealedRefusals {
  /** A bound on the entries; there are fewer kinds. */
  private static final int MOST = 256;

  private record Kind(Refusal refusal, SignatureProfile profile) {}

  private record Second(long second, Map<Kind, SignedEnvelope> made) {}

  private volatile Second newest = new Second(Long.MIN_VALUE, Map.of());

  /** The sealed refusal of this second, if there is one. */
  @Nullable SignedEnvelope find(long second, Refusal refusal, SignatureProfile profile) {
    Second known = newest;
    return known.second == second ? known.made.get(new Kind(refusal, profile)) : null;
  }

  /** Caches one for the rest of its second. */
  void put(long second, Refusal refusal, SignatureProfile profile, SignedEnvelope envelope) {
    Second known = newest;
    if (known.second < second) {
      known = new Second(second, new ConcurrentHashMap<>());
      newest = known; // two at a time may do so, and one of them seals some again
    }
    if (known.second == second && known.made.size() < MOST) {
      known.made.put(new Kind(refusal, profile), envelope);
    }
  }
}
