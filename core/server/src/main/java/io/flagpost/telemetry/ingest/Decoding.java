package io.flagpost.telemetry.ingest;

import java.util.function.Function;
import java.util.function.Supplier;

/** The result of decoding a request. Anything that a client sends gives one of these. */
public sealed interface Decoding {

  /** Maps either result. */
  <T> T fold(Function<? super DecodedRequest, ? extends T> decoded, Supplier<? extends T> tooLarge);

  /**
   * The request was decoded, readable or not.
   *
   * @param request the decoded request
   */
  record Decoded(DecodedRequest request) implements Decoding {
    @Override
    public <T> T fold(
        Function<? super DecodedRequest, ? extends T> decoded, Supplier<? extends T> tooLarge) {
      return decoded.apply(request);
    }
  }

  /** The body exceeds the limit after content decoding. */
  record TooLarge() implements Decoding {
    @Override
    public <T> T fold(
        Function<? super DecodedRequest, ? extends T> decoded, Supplier<? extends T> tooLarge) {
      return tooLarge.get();
    }
  }
}
