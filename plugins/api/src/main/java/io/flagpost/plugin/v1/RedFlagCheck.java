package io.flagpost.plugin.v1;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** One check of every record: does it reveal a pirated copy? */
public interface RedFlagCheck {

  /**
   * The id of this check within the plugin; at most 64 lower-case letters, digits, {@code -} and
   * {@code _}, the first a letter. Must be stable, because stored verdicts refer to it.
   */
  String id();

  /** When this check runs. */
  default Phase phase() {
    return Phase.RECEIPT;
  }

  /**
   * Checks one record.
   *
   * <p>Called on the plugin's thread, one record after another; it should return without blocking
   * and answer through the stage. An empty list means that nothing was found. A check that cannot
   * decide now fails the stage with an {@link UndecidedException}, or throws it. Any other
   * exception or failure, and an answer that comes too late, is a fault. None of that is a flag:
   * the check is pending for this record and is asked again later. At most 16 flags.
   */
  CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context);
}
