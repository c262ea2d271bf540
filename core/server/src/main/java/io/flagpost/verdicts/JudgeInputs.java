package io.flagpost.verdicts;

import io.flagpost.plugin.v1.FoldFinding;
import java.util.List;

/**
 * What a fold decided by.
 *
 * @param findings what it had found
 * @param lookups what it was told
 */
record JudgeInputs(List<FoldFinding> findings, List<LookedUp> lookups) {
  static final JudgeInputs NONE = new JudgeInputs(List.of(), List.of());

  JudgeInputs {
    findings = List.copyOf(findings);
    lookups = List.copyOf(lookups);
  }
}
