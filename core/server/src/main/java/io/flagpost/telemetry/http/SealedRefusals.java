package io.flagpost.telemetry.http;

import io.flagpost.signing.envelope.SignedEnvelope;
import io.flagpost.wire.SignatureProfile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The refusals that were sealed in the current second: all of a second are the same to the byte,
 * and under overload they are most of the answers. On any thread.
 */
final class SealedRefusals {
  /** There are fewer; whatever comes, this is what is remembered. */
  private static final int MOST = 256;

  private record Kind(Refusal refusal, SignatureProfile profile) {}

  private record Second(long second, Map<Kind, SignedEnvelope> made) {}

  private volatile Second newest = new Second(Long.MIN_VALUE, Map.of());

  /** The one of this second, if it was made already. */
  @Nullable SignedEnvelope find(long second, Refusal refusal, SignatureProfile profile) {
    Second known = newest;
    return known.second == second ? known.made.get(new Kind(refusal, profile)) : null;
  }

  /** Remembers one, for the rest of the second that it tells. */
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
