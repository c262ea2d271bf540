package io.flagpost.plugin.v1;

import java.time.Instant;

/** What the host offers to a check for one record. Usable from any thread until the deadline. */
public interface CheckContext {

  /** The moment after which an answer is discarded and the check counts as pending. */
  Instant deadline();

  /** Look-ups of the vendor's own records. */
  Lookups lookups();

  /**
   * Queries for earlier records; only for checks of the phase {@link Phase#AFTER_STORE}.
   *
   * @throws IllegalStateException in a check of another phase
   */
  History history();
}
