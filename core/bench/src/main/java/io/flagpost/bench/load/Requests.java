package io.flagpost.bench.load;

import java.nio.ByteBuffer;

/** The source of requests. Used by the driver's thread only. */
public interface Requests {
  /** Appends one complete request. */
  void append(ByteBuffer out);
}
