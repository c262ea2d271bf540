package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.verdicts.StoredChecks.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one check said of one stored record.
 *
 * @param recordId the record
 * @param checkId the check
 * @param checkVersion the version that decided; empty if none did
 * @param mode the occasion
 * @param decidedAt when
 * @param flags the flags that it raised
 * @param pending whether it has still to answer
 * @param reason why there is no answer, or null if there is one
 * @param askAgainIn after what time it wants to be asked again that says itself that it cannot tell
 *     now, else null
 */
record Verdict(
    UUID recordId,
    String checkId,
    String checkVersion,
    VerdictMode mode,
    Instant decidedAt,
    List<RaisedFlag> flags,
    boolean pending,
    @Nullable String reason,
    @Nullable Duration askAgainIn) {

  Verdict {
    flags = List.copyOf(flags);
  }

  /** What a check said when it was asked about a stored record. */
  static Verdict of(Judged judged, CheckInfo check, VerdictMode mode, Instant now) {
    boolean pending = judged.result().pending().contains(check.id());
    return new Verdict(
        judged.record().recordId(),
        check.id(),
        check.version(),
        mode,
        now,
        judged.result().findings().stream()
            .filter(finding -> finding.checkId().equals(check.id()))
            .map(RaisedFlag::of)
            .toList(),
        pending,
        pending ? "The check gave no answer" : null,
        judged.result().undecided().get(check.id()));
  }

  /** A check that will not be asked any more. */
  static Verdict givenUp(
      UUID recordId, String checkId, VerdictMode mode, Instant now, String reason) {
    return new Verdict(recordId, checkId, "", mode, now, List.of(), false, reason, null);
  }

  /** Whether it says more than that all is well. */
  boolean hasSomethingToSay() {
    return pending || !flags.isEmpty();
  }

  Stream<String> codes() {
    return flags.stream().map(RaisedFlag::code).distinct();
  }
}
