package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;

/**
 * What a fold says of itself when its plugin starts.
 *
 * @param routingKey what its records have in common
 * @param window how long a record matters
 * @param hasSubKeys whether it has keys of its own below the routing key
 * @param readsData whether it looks at the data that was sent
 * @param stateVersion changes when its earlier states are of no use any more
 */
public record FoldTraits(
    RoutingKey routingKey,
    Duration window,
    boolean hasSubKeys,
    boolean readsData,
    String stateVersion) {
  private static final int MAX_VERSION = 128;

  public FoldTraits {
    Objects.requireNonNull(routingKey, "routingKey is null");
    Objects.requireNonNull(window, "window is null");
    Objects.requireNonNull(stateVersion, "stateVersion is null");
    require(window.compareTo(Duration.ZERO) > 0, "window must be positive");
    require(
        !stateVersion.isBlank() && stateVersion.length() <= MAX_VERSION,
        "stateVersion must not be blank or longer than " + MAX_VERSION + " characters");
  }

  /** Asks a fold; runs the vendor's code. */
  static FoldTraits of(FoldCheck<?> fold) {
    return new FoldTraits(
        fold.routingKey(), fold.window(), hasSubKeys(fold), fold.readsData(), fold.stateVersion());
  }

  /** One that leaves the interface's own answer as it is need not be asked about each record. */
  private static boolean hasSubKeys(FoldCheck<?> fold) {
    try {
      Method subKey = fold.getClass().getMethod("subKey", Telemetry.class);
      return subKey.getDeclaringClass() != FoldCheck.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("A fold has a method subKey", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
