package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.FoldCheck;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key of a fold, to which its owner alone may hold on: encoded until it is needed,
 * then an object of the plugin's. It belongs to the copy of the plugin that it was used with. Not
 * thread-safe: the owner hands it over with each call and waits for the answer.
 */
public final class FoldState {
  private byte @Nullable [] encoded;
  private @Nullable Object value;

  private FoldState(byte @Nullable [] encoded) {
    this.encoded = encoded;
  }

  /** The state of a key without a record. */
  public static FoldState begin() {
    return new FoldState(null);
  }

  /** A state that was encoded before. */
  public static FoldState of(byte[] encoded) {
    return new FoldState(encoded);
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

  /** What it is from now on. */
  void become(Object next) {
    value = next;
    encoded = null;
  }
}
