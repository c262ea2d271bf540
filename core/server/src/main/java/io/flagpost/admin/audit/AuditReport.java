package io.flagpost.admin.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a verification.
 *
 * @param entries how many entries were found to be right, up to the problem if there is one
 * @param head the last of them
 * @param checkpoints how many checkpoints there are
 * @param problem null if all is well
 * @param warnings what somebody should know and what proves nothing
 * @param checkpointKey what checkpoints are verified with from now on
 */
record AuditReport(
    long entries,
    Head head,
    long checkpoints,
    @Nullable AuditProblem problem,
    List<String> warnings,
    CheckpointKey.Public checkpointKey) {

  AuditReport {
    warnings = List.copyOf(warnings);
  }

  boolean valid() {
    return problem == null;
  }
}
