package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.followup.Backoff;
import io.flagpost.telemetry.followup.PollingLoop;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.PendingTable.Owed;
import io.flagpost.verdicts.ProgressTable.Track;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries checks that gave no answer, at receipt or later, until they do or are given up with a
 * reason. On one context.
 */
final class PendingChecks {
  private static final Logger LOG = LoggerFactory.getLogger(PendingChecks.class);
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final long LAST_ROUND_SECONDS = 2;

  private final JobContext work;
  private final int batch;
  private final PendingSettings settings;
  private final PollingLoop loop;

  PendingChecks(JobContext work) {
    this.work = work;
    this.batch = work.settings().batch();
    this.settings = work.settings().pending();
    this.loop =
        new PollingLoop(
            work.vertx(),
            work.context(),
            new Backoff(LOG, "Asking pending checks again", IDLE),
            this::round);
  }

  void start() {
    loop.start();
  }

  /** Looks soon: records may have come with checks pending. Any thread. */
  void look() {
    work.context().runOnContext(v -> loop.poke());
  }

  /** Stops; what is not written by then stays pending. */
  Future<Void> stop() {
    return loop.stop().timeout(LAST_ROUND_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  /** One round: looks for what is pending since receipt, then asks what is due. */
  Future<Boolean> round() {
    return work.lock()
        .hold()
        .compose(
            mine ->
                mine
                    ? search().compose(more -> askDue().map(full -> more || full))
                    : Future.succeededFuture(false));
  }

  private Future<Boolean> search() {
    return PendingTable.searched(work.database().pool())
        .compose(
            after ->
                work.database()
                    .records()
                    .horizon()
                    .compose(
                        horizon ->
                            horizon <= after
                                ? Future.succeededFuture(false)
                                : search(after, horizon)));
  }

  private Future<Boolean> search(long after, long horizon) {
    return work.database()
        .records()
        .pendingBehind(after, horizon, batch)
        .compose(
            page ->
                work.database()
                    .writer()
                    .transact(connection -> found(connection, page))
                    .map(page.upTo() < horizon));
  }

  /** Nobody adds a verdict between the look for one and the note that there is none. */
  private Future<Void> found(SqlConnection connection, StoredPage page) {
    List<UUID> pending =
        page.records().stream()
            .filter(record -> !record.pending().isEmpty())
            .map(StoredRecord::recordId)
            .toList();
    return work.database()
        .writer()
        .lock(connection, pending)
        .compose(locked -> PendingTable.found(connection, page, work.clock().instant()));
  }

  private Future<Boolean> askDue() {
    return PendingTable.due(work.database().pool(), work.clock().instant(), batch)
        .compose(
            due ->
                due.isEmpty()
                    ? Future.succeededFuture(false)
                    : work.database()
                        .records()
                        .byId(due.stream().map(Owed::recordId).collect(Collectors.toSet()))
                        .compose(page -> ask(due, page))
                        .map(due.size() == batch));
  }

  private Future<Void> ask(List<Owed> due, StoredPage page) {
    CheckCatalog catalog = work.catalogs().get();
    Map<Track, CheckInfo> known =
        catalog.pluginChecks().stream().collect(Collectors.toMap(Track::of, Function.identity()));
    Map<UUID, List<String>> asked = new HashMap<>();
    Map<UUID, List<String>> folds = new HashMap<>();
    for (Owed owed : due) {
      CheckInfo check = known.get(track(owed));
      if (check != null) {
        (check.fold().isPresent() ? folds : asked)
            .computeIfAbsent(owed.recordId(), id -> new ArrayList<>())
            .add(owed.checkId());
      }
    }
    List<StoredRecord> present =
        page.records().stream().filter(record -> asked.containsKey(record.recordId())).toList();
    return work.checks()
        .judge(
            catalog,
            present,
            work.checks().history(present, HistoryWindows.NONE),
            record -> asked.getOrDefault(record.recordId(), List.of()))
        .compose(
            judged ->
                new PendingFolds(work, catalog)
                    .ask(page.records(), folds)
                    .compose(
                        more ->
                            write(
                                new PendingRound(
                                    due,
                                    page,
                                    Stream.concat(judged.stream(), more.stream()).toList(),
                                    known))));
  }

  /** Another node may have written some of it meanwhile; that result counts, not this one. */
  private Future<Void> write(PendingRound round) {
    Instant now = work.clock().instant();
    return work.database()
        .writer()
        .transact(
            connection ->
                work.database()
                    .writer()
                    .lock(connection, round.counting())
                    .compose(locked -> PendingTable.claim(connection, round.due()))
                    .map(claimed -> round.decide(claimed, settings, now))
                    .compose(
                        decided ->
                            work.database()
                                .writer()
                                .write(connection, decided.verdicts(), now)
                                .compose(v -> PendingTable.postpone(connection, decided.later()))
                                .compose(v -> PendingTable.forget(connection, decided.gone()))));
  }

  static Track track(Owed owed) {
    return new Track(owed.checkId(), owed.mode());
  }
}
