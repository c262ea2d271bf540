package io.flagpost.admin.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. Blocking; for one thread. */
interface SentRows {

  /**
   * The next row that has a row's form; those that have not are reported and left out.
   *
   * @return null at the end; valid until the next call
   * @throws BrokenContentException if the rest cannot be read; {@link #line} is where
   * @throws IOException if nothing more comes
   */
  @Nullable SentRow next() throws IOException;

  /** The line that is being read. */
  long line();
}
