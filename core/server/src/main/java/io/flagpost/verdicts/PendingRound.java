package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.PendingTable.Later;
import io.flagpost.verdicts.PendingTable.Owed;
import io.flagpost.verdicts.ProgressTable.Track;
import io.flagpost.verdicts.StoredChecks.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The results of one round of retries, and what follows from them.
 *
 * @param due the pending checks that were asked
 * @param page their records that still exist
 * @param judged the results
 * @param known the known checks
 */
record PendingRound(
    List<Owed> due, StoredPage page, List<Judged> judged, Map<Track, CheckInfo> known) {
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /**
   * What to write.
   *
   * @param verdicts answers, and checks that are given up
   * @param later checks to ask again
   * @param gone those whose record no longer exists
   */
  record Decided(List<Verdict> verdicts, List<Later> later, List<Owed> gone) {}

  /** The records whose standing may change. */
  Set<UUID> counting() {
    return due.stream()
        .filter(owed -> owed.mode() != VerdictMode.SHADOW)
        .map(Owed::recordId)
        .collect(Collectors.toSet());
  }

  /** Decides about what this node still has to decide. */
  Decided decide(List<Owed> claimed, PendingSettings settings, Instant now) {
    Decided decided = new Decided(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<UUID, Judged> answers = new HashMap<>();
    judged.forEach(one -> answers.merge(one.record().recordId(), one, Judged::and));
    Set<UUID> present = new HashSet<>();
    for (StoredRecord record : page.records()) {
      present.add(record.recordId());
    }
    boolean complete = page.upTo() == Long.MAX_VALUE;
    for (Owed owed : claimed) {
      CheckInfo check = known.get(new Track(owed.checkId(), owed.mode()));
      Judged answer = answers.get(owed.recordId());
      if (!present.contains(owed.recordId())) {
        if (complete) {
          decided.gone().add(owed);
        }
      } else if (check == null || answer == null) {
        withoutPlugin(owed, settings, now, decided);
      } else {
        answered(
            owed,
            Verdict.of(answer, check, owed.mode(), owed.nextRun(), now),
            settings,
            now,
            decided);
      }
    }
    return decided;
  }

  private static void withoutPlugin(
      Owed owed, PendingSettings settings, Instant now, Decided decided) {
    if (owed.since().plus(settings.age()).isBefore(now)) {
      decided.verdicts().add(giveUp(owed, now, "No plugin has this check any more"));
    } else {
      decided.later().add(later(owed, now));
    }
  }

  private static void answered(
      Owed owed, Verdict verdict, PendingSettings settings, Instant now, Decided decided) {
    Duration wished = verdict.askAgainIn();
    if (!verdict.pending()) {
      decided.verdicts().add(verdict);
    } else if (wished != null) {
      undecided(owed, wished, settings, now, decided);
    } else if (owed.attempts() + 1 >= settings.attempts() && isLongAgo(owed, now)) {
      String reason =
          "The check gave no answer, and none in " + (owed.attempts() + 1) + " attempts";
      decided.verdicts().add(giveUp(owed, now, reason));
    } else {
      decided.later().add(later(owed, now));
    }
  }

  /**
   * An undecided check has answered, which is no failed attempt; but it is given up in the end,
   * too.
   */
  private static void undecided(
      Owed owed, Duration wished, PendingSettings settings, Instant now, Decided decided) {
    if (owed.since().plus(settings.age()).isBefore(now)) {
      decided
          .verdicts()
          .add(
              giveUp(
                  owed, now, "The check could not tell in " + settings.age().toDays() + " days"));
    } else {
      decided.later().add(later(owed, now, wished));
    }
  }

  /**
   * Whether so many attempts have taken the time that they do take where nobody asks for others
   * sooner: a check that was undecided at first has its attempts afterwards.
   */
  private static boolean isLongAgo(Owed owed, Instant now) {
    Duration usual = Duration.ZERO;
    for (int attempt = 1; attempt <= owed.attempts(); attempt++) {
      usual = usual.plus(pause(attempt));
    }
    return !owed.since().plus(usual).isAfter(now);
  }

  private static Verdict giveUp(Owed owed, Instant now, String reason) {
    return Verdict.givenUp(owed, now, reason);
  }

  private static Later later(Owed owed, Instant now) {
    return later(owed, now, pause(owed.attempts() + 1));
  }

  private static Later later(Owed owed, Instant now, Duration pause) {
    int attempts = owed.attempts() + 1;
    return new Later(
        new Owed(owed.recordId(), owed.checkId(), owed.mode(), owed.since(), attempts),
        now.plus(pause));
  }

  private static Duration pause(int attempts) {
    Duration pause = PendingTable.FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
