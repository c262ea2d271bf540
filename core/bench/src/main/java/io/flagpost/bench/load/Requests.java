package io.flagpost.bench.load;

import java.nio.ByteBuffer;

/** Where the next request comes from. Used by the driver's thread only. */
public interface Requests {
  /** Appends one whole request. */
  void append(ByteBuffer out);
}
