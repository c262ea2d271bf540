package io.flagpost.signing.envelope;

import java.util.function.Function;
import java.util.function.Supplier;

/** The result of verifying an answer. */
public sealed interface Verification {

  /** One outcome or the other, as one value. */
  <T> T fold(Supplier<T> valid, Function<String, T> invalid);

  /** Whether the answer is as the holder of the key signed it. */
  default boolean isValid() {
    return fold(() -> true, reason -> false);
  }

  /** The answer is as the holder of the key signed it. */
  record Valid() implements Verification {
    @Override
    public <T> T fold(Supplier<T> valid, Function<String, T> invalid) {
      return valid.get();
    }
  }

  /**
   * It is not.
   *
   * @param reason the first thing that is wrong with it, in words for people
   */
  record Invalid(String reason) implements Verification {
    @Override
    public <T> T fold(Supplier<T> valid, Function<String, T> invalid) {
      return invalid.apply(reason);
    }
  }
}
