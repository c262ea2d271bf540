package io.flagpost.plugin.v1;

import java.time.Instant;

/** What the host offers to a check for one record. Usable from any thread until the deadline. */
public interface CheckContext {

  /** The moment after which an answer is thrown away and the check counts as pending. */
  Instant deadline();

  /** Questions about the vendor's own records. */
  Lookups lookups();

  /**
   * Questions about earlier records; for checks of the phase {@link Phase#AFTER_STORE} only.
   *
   * @throws IllegalStateException in a check of another phase
   */
  History history();
}
