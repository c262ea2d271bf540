package io.flagpost.plugin.v1;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** One question put to every record: does it give a pirated copy away? */
public interface RedFlagCheck {

  /**
   * Names this check among the plugin's; at most 64 lower-case letters, digits, {@code -} and
   * {@code _}. Stable: stored verdicts refer to it.
   */
  String id();

  /** When this check looks at a record. */
  default Phase phase() {
    return Phase.RECEIPT;
  }

  /**
   * Judges one record.
   *
   * <p>Called on the plugin's thread, one record after another; it should return without waiting
   * and answer through the stage. No flags (an empty list) means that nothing was found. A check
   * that cannot tell now fails the stage with an {@link UndecidedException}, or throws it. Whatever
   * else it throws or fails with, and an answer that comes too late, is a fault. None of that is a
   * flag: the check is pending for this record and is asked again later. At most 16 flags.
   */
  CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context);
}
