package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.followup.Throttle;
import io.flagpost.verdicts.ProgressTable.Track;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the offsets of checks, and starts new ones at the horizon. On one context. */
final class OffsetReader {
  private final JobContext work;
  private final Throttle throttle;
  private long known = -1;
  private long knownAt;

  /**
   * @param throttle is given every horizon
   */
  OffsetReader(JobContext work, Throttle throttle) {
    this.work = work;
    this.throttle = throttle;
  }

  /** Reads the offsets of these checks. */
  Future<CheckOffsets> find(List<CheckInfo> wanted) {
    return ProgressTable.read(work.database().pool())
        .compose(
            progress ->
                horizon(wanted, progress)
                    .compose(horizon -> settle(wanted, new HashMap<>(progress), horizon)));
  }

  /** One found a moment ago will do for whoever has a whole batch to go up to there. */
  private Future<Long> horizon(List<CheckInfo> wanted, Map<Track, Long> progress) {
    boolean fresh = System.nanoTime() - knownAt < work.settings().idle().toNanos();
    long enough = known - work.settings().batch();
    if (known >= 0
        && fresh
        && wanted.stream().allMatch(c -> progress.getOrDefault(Track.of(c), known) <= enough)) {
      return Future.succeededFuture(known);
    }
    return work.database()
        .records()
        .horizon()
        .onSuccess(
            horizon -> {
              known = horizon;
              knownAt = System.nanoTime();
              throttle.came(horizon, knownAt);
            });
  }

  /**
   * A new check begins at the horizon. So does one that changes its mode: records of its time in
   * the other mode were not meant for this one.
   */
  private Future<CheckOffsets> settle(
      List<CheckInfo> wanted, Map<Track, Long> progress, long horizon) {
    List<Track> fresh = new ArrayList<>();
    List<Track> left = new ArrayList<>();
    for (CheckInfo check : wanted) {
      Track track = Track.of(check);
      if (progress.containsKey(track.other())) {
        left.add(track.other());
      }
      if (progress.putIfAbsent(track, horizon) == null) {
        fresh.add(track);
      }
    }
    return ProgressTable.forget(work.database().pool(), left)
        .compose(
            v ->
                ProgressTable.start(work.database().pool(), fresh, horizon, work.clock().instant()))
        .map(new CheckOffsets(progress, horizon));
  }
}
