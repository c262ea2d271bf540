package io.flagpost.admin.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. Blocking; for one thread. */
interface SentRows {

  /**
   * The next well-formed row; malformed ones are reported and skipped.
   *
   * @return null at the end; valid until the next call
   * @throws BrokenContentException if the rest cannot be read; {@link #line} is where
   * @throws IOException if the content is interrupted
   */
  @Nullable SentRow next() throws IOException;

  /** The line that is being read. */
  long line();
}
