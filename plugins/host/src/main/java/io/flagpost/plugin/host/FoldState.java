package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.FoldCheck;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key of a fold and the key's own time, to which its owner alone may hold on:
 * encoded until it is needed, then an object of the plugin's. It belongs to the copy of the plugin
 * that it was used with. Not thread-safe: the owner hands it over with each call and waits for the
 * answer.
 */
public final class FoldState {
  private byte @Nullable [] encoded;
  private @Nullable Object value;
  private Instant clock;

  private FoldState(byte @Nullable [] encoded, Instant clock) {
    this.encoded = encoded;
    this.clock = clock;
  }

  /** The state of a key without a record. */
  public static FoldState begin() {
    return new FoldState(null, Instant.MIN);
  }

  /**
   * A state that was encoded before.
   *
   * @param clock the key's own time then
   */
  public static FoldState of(byte[] encoded, Instant clock) {
    return new FoldState(encoded, clock);
  }

  /** The key's own time; the earliest there is before the first record. */
  public Instant clock() {
    return clock;
  }

  /** On the plugin's thread; changes nothing. Empty if it cannot be decoded. */
  Optional<Object> read(FoldCheck<Object> fold) {
    if (value != null) {
      return Optional.of(value);
    }
    return encoded == null ? Optional.of(fold.begin()) : decode(fold, encoded);
  }

  private static Optional<Object> decode(FoldCheck<Object> fold, byte[] encoded) {
    try {
      return Optional.of(fold.decode(encoded.clone()));
    } catch (RuntimeException e) {
      return Optional.empty(); // the owner says so, and makes it again
    }
  }

  /**
   * What it is from now on.
   *
   * @param now the key's own time
   */
  void become(Object next, Instant now) {
    value = next;
    encoded = null;
    clock = now;
  }
}
