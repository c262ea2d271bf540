package io.flagpost.admin.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification.
 *
 * @param entries how many entries are valid, up to the problem if there is one
 * @param head the last of them
 * @param checkpoints how many checkpoints there are
 * @param problem null if the log is valid
 * @param warnings what the operator should know but what proves no manipulation
 * @param checkpointKey the public key of checkpoints from now on
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
