package io.flagpost.telemetry.ingest;

import java.util.function.Function;
import java.util.function.Supplier;

/** How the decoding of a request ended. Whatever a client sends ends in one of these. */
public sealed interface Decoding {

  /** Answers for either ending. */
  <T> T fold(Function<? super DecodedRequest, ? extends T> decoded, Supplier<? extends T> tooLarge);

  /**
   * The request was taken in, readable or not.
   *
   * @param request what it says
   */
  record Decoded(DecodedRequest request) implements Decoding {
    @Override
    public <T> T fold(
        Function<? super DecodedRequest, ? extends T> decoded, Supplier<? extends T> tooLarge) {
      return decoded.apply(request);
    }
  }

  /** The body exceeds the limit once its content encoding is undone. */
  record TooLarge() implements Decoding {
    @Override
    public <T> T fold(
        Function<? super DecodedRequest, ? extends T> decoded, Supplier<? extends T> tooLarge) {
      return tooLarge.get();
    }
  }
}
