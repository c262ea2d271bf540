package io.flagpost.signing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/** Key rings that are there at once, as nodes have them whose database is. */
public final class TestKeyRings {
  private TestKeyRings() {}

  /** Reads the keys that are stored. */
  public static Future<KeyRing> load(SigningKeyStore store) {
    return store.load(null).map(HeldKeys::ring);
  }

  /** Makes one and joins it. */
  public static Future<KeyRings> open(
      Vertx vertx, SigningKeyStore store, Duration refreshInterval) {
    KeyRings rings = KeyRings.create(vertx, store, refreshInterval, Optional.empty());
    return rings.start().map(rings);
  }
}
