package io.flagpost.wire;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What became of the verification of an answer. Immutable. */
public final class Verification {
  private static final Verification VALID = new Verification(null);

  private final @Nullable String reason;

  private Verification(@Nullable String reason) {
    this.reason = reason;
  }

  /** The answer is as the holder of the key signed it. */
  public static Verification valid() {
    return VALID;
  }

  /**
   * It is not.
   *
   * @param reason the first thing that is wrong with it, in words for people
   */
  public static Verification invalid(String reason) {
    return new Verification(Objects.requireNonNull(reason));
  }

  /** One outcome or the other, as one value. */
  public <T> T fold(Supplier<T> valid, Function<String, T> invalid) {
    return reason == null ? valid.get() : invalid.apply(reason);
  }

  /** Whether the answer is as the holder of the key signed it. */
  public boolean isValid() {
    return reason == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Verification && Objects.equals(reason, ((Verification) other).reason);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(reason);
  }

  @Override
  public String toString() {
    return reason == null ? "valid" : "invalid: " + reason;
  }
}
