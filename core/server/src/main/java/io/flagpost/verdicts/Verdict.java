package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.verdicts.PendingTable.Owed;
import io.flagpost.verdicts.StoredChecks.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of one check on one stored record.
 *
 * @param recordId the record
 * @param checkId the check
 * @param checkVersion the version that decided; empty if none did
 * @param mode the occasion
 * @param run which one: 0 when the record is new, then the attempt or the re-check
 * @param decidedAt when
 * @param flags the flags that it raised
 * @param pending whether it has still to answer
 * @param reason why there is no answer, or null if there is one
 * @param askAgainIn after what time an undecided check wants to be asked again, else null
 * @param inputs of a fold, what it decided by
 */
record Verdict(
    UUID recordId,
    String checkId,
    String checkVersion,
    VerdictMode mode,
    long run,
    Instant decidedAt,
    List<RaisedFlag> flags,
    boolean pending,
    @Nullable String reason,
    @Nullable Duration askAgainIn,
    JudgeInputs inputs) {
  /** The run while the record is new. */
  static final long WHEN_NEW = 0;

  Verdict {
    flags = List.copyOf(flags);
  }

  /** What a check said when it was asked about a stored record. */
  static Verdict of(Judged judged, CheckInfo check, VerdictMode mode, long run, Instant now) {
    boolean pending = judged.result().pending().contains(check.id());
    return new Verdict(
        judged.record().recordId(),
        check.id(),
        check.version(),
        mode,
        run,
        now,
        judged.result().findings().stream()
            .filter(finding -> finding.checkId().equals(check.id()))
            .map(RaisedFlag::of)
            .toList(),
        pending,
        pending ? "The check gave no answer" : null,
        judged.result().undecided().get(check.id()),
        judged.inputs().getOrDefault(check.id(), JudgeInputs.NONE));
  }

  /** A fold has failed with a record that is new; it is to be held against the state later. */
  static Verdict notFolded(StoredRecord record, CheckInfo check, VerdictMode mode, Instant now) {
    return new Verdict(
        record.recordId(),
        check.id(),
        check.version(),
        mode,
        WHEN_NEW,
        now,
        List.of(),
        true,
        "The check failed to fold the record",
        null,
        JudgeInputs.NONE);
  }

  /** A check that will not be asked any more. */
  static Verdict givenUp(Owed owed, Instant now, String reason) {
    return new Verdict(
        owed.recordId(),
        owed.checkId(),
        "",
        owed.mode(),
        owed.nextRun(),
        now,
        List.of(),
        false,
        reason,
        null,
        JudgeInputs.NONE);
  }

  /** Whether it counts for its record. */
  boolean counts() {
    return mode != VerdictMode.SHADOW;
  }

  /** Whether it raised a flag, or has no answer or a reason for having none. */
  boolean hasSomethingToSay() {
    return pending || !flags.isEmpty() || reason != null;
  }

  Stream<String> codes() {
    return flags.stream().map(RaisedFlag::code).distinct();
  }
}
