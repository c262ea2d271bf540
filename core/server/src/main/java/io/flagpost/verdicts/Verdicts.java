package io.flagpost.verdicts;

import io.flagpost.platform.database.RecordPools;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.telemetry.followup.FollowUp;
import io.flagpost.telemetry.followup.FollowUpSettings;
import io.flagpost.telemetry.followup.Follower;
import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The checks on stored records of one node: judging new records, retrying pending checks, re-checks
 * and reports. Any thread.
 *
 * <p>It has its own connections and context, so that it never delays a request.
 */
public final class Verdicts {
  private static final int DISCONNECT_SECONDS = 1;
  private static final int FOLD_BATCH = 8_192;
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration HORIZON_PATIENCE = Duration.ofSeconds(3);

  private final Context context;
  private final Pool pool;
  private final Pool horizonPool;
  private final NodeLock lock;
  private final Supplier<CheckCatalog> catalogs;
  private final StoredChecks checks;
  private final AfterStore afterStore;
  private final FollowUp following;
  private final List<Follower> beside;
  private final RefoldLoop refoldLoop;
  private final Refolds refolds;
  private final PendingChecks pending;
  private final Recheck recheck;
  private final ShadowReports shadow;
  private final AskAgain askAgain;
  private volatile boolean stopped;

  private Verdicts(
      Vertx vertx,
      PgConnectOptions options,
      Supplier<CheckCatalog> catalogs,
      Lookups lookups,
      List<Follower> beside,
      VerdictSettings settings,
      Clock clock) {
    this.context = vertx.getOrCreateContext();
    this.catalogs = catalogs;
    this.beside = List.copyOf(beside);
    this.pool =
        RecordPools.create(
            vertx,
            withoutIdleTransactions(options),
            "verdicts",
            settings.connections(),
            settings.statementTimeout());
    this.horizonPool =
        RecordPools.create(vertx, options, "verdicts-horizon", 1, settings.statementTimeout());
    this.lock = new NodeLock(vertx, options);
    this.checks = new StoredChecks(context, pool, lookups, settings, () -> stopped);
    JobContext work =
        new JobContext(
            context,
            new JobDatabase(
                pool,
                new StoredRecords(pool, new CommitHorizon(vertx, horizonPool, HORIZON_PATIENCE)),
                new VerdictWriter(pool)),
            checks,
            lock,
            catalogs,
            settings,
            clock);
    this.afterStore = new AfterStore(work);
    FoldFollowers followers = new FoldFollowers(work, settings.folds());
    this.following =
        new FollowUp(
            context,
            pool,
            work.database().records(),
            () -> Stream.concat(followers.wanted().stream(), this.beside.stream()).toList(),
            new FollowUpSettings(FOLD_BATCH, settings.idle(), settings.share(), LEASE),
            clock);
    this.refoldLoop = new RefoldLoop(work, followers, following);
    this.refolds = new Refolds(pool, catalogs, refoldLoop::look);
    this.pending = new PendingChecks(work);
    this.recheck = new Recheck(work);
    this.shadow = new ShadowReports(pool);
    this.askAgain = new AskAgain(vertx, context, pool);
  }

  /** A node that falls asleep in a transaction holds up the next owner for no longer than that. */
  private static PgConnectOptions withoutIdleTransactions(PgConnectOptions options) {
    return new PgConnectOptions(options)
        .addProperty("idle_in_transaction_session_timeout", String.valueOf(LEASE.toMillis()));
  }

  /**
   * One that does nothing yet.
   *
   * @param options how to reach the database; one connection holds a lock for as long as it lives,
   *     so not through a pooler in transaction mode
   * @param catalogs the published catalog
   * @param lookups answers the checks' questions about licenses, activations and products
   * @param beside what else follows the stored records: beside the folds, it shares with them what
   *     is read, and their share of the time
   */
  public static Verdicts create(
      Vertx vertx,
      PgConnectOptions options,
      Supplier<CheckCatalog> catalogs,
      Lookups lookups,
      List<Follower> beside,
      VerdictSettings settings,
      Clock clock) {
    return new Verdicts(vertx, options, catalogs, lookups, beside, settings, clock);
  }

  /**
   * Begins to judge what is stored from now on, and to ask again what is pending. To be done before
   * the first record is stored, or that one may be left out. Fails if the database cannot be read,
   * and may be called again then.
   */
  public Future<Void> start() {
    Promise<Void> started = Promise.promise();
    context.runOnContext(
        v ->
            afterStore
                .start()
                .compose(begun -> following.start())
                .onSuccess(
                    begun -> {
                      pending.start();
                      refoldLoop.start();
                    })
                .onComplete(started));
    return started.future();
  }

  /** Runs a plugin over stored records again. */
  public Recheck recheck() {
    return recheck;
  }

  /** Has states of folds made again. */
  public Refolds refolds() {
    return refolds;
  }

  /**
   * What a plugin in shadow would have done to the records of a range.
   *
   * @param pluginId the plugin; it need not run any more
   * @return the report; nothing in it if there is no such plugin
   */
  public Future<ShadowReport> shadowReport(String pluginId, StoredRange range) {
    List<String> checkIds =
        catalogs.get().pluginChecks().stream()
            .filter(check -> check.pluginId().equals(pluginId))
            .map(CheckInfo::id)
            .toList();
    return shadow.of(pluginId, checkIds, range);
  }

  /** Ids of the checks that come to every record after it was stored, and count. Any thread. */
  public List<String> laterChecks() {
    return catalogs.get().pluginChecks().stream()
        .filter(check -> check.phase() == Phase.AFTER_STORE && !check.shadow())
        .map(CheckInfo::id)
        .toList();
  }

  /**
   * How many stored records have still to be judged by the check that is the furthest behind; below
   * zero while this node does not know, because another one is at work.
   */
  public long lag() {
    return Math.max(afterStore.lag(), following.lag(name -> !isBeside(name)));
  }

  private boolean isBeside(String follower) {
    return beside.stream().anyMatch(one -> one.name().equals(follower));
  }

  /**
   * How many ids a follower beside the folds is behind the newest record; negative while another
   * node has it. Any thread.
   *
   * @param follower its name
   */
  public long lagOf(String follower) {
    return following.lag(follower::equals);
  }

  /** How many queries for earlier records were sent. */
  public long historyQueries() {
    return checks.historyQueries();
  }

  /** Has checks that are pending asked soon, rather than after the usual pause. */
  public void askPending() {
    pending.look();
  }

  /**
   * Has checks that could not tell at receipt asked again, not before the time that they name. Any
   * thread; never waits, and never fails: without it they are asked after a minute.
   *
   * @param recordId the record, stored or about to be
   * @param receivedAt when it was received
   * @param askAgainIn after what time to ask each of those checks
   */
  public void askAgain(UUID recordId, Instant receivedAt, Map<String, Duration> askAgainIn) {
    askAgain.note(recordId, receivedAt, askAgainIn);
  }

  /**
   * Ends all of it within a few seconds. What is not written by then will be done by another node,
   * or by this one when it is back; a re-check reports what it has looked at.
   */
  public Future<Void> close() {
    stopped = true;
    recheck.cancel();
    Future<Void> followed = refoldLoop.stop().transform(done -> following.stop());
    return Future.join(afterStore.stop(), followed, pending.stop(), recheckEnded())
        .transform(done -> disconnect());
  }

  private Future<Void> recheckEnded() {
    return recheck.ended().timeout(2, TimeUnit.SECONDS).otherwiseEmpty();
  }

  /** Does not wait for a frozen server. */
  private Future<Void> disconnect() {
    return Future.join(lock.release(), pool.close(), horizonPool.close())
        .timeout(DISCONNECT_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .mapEmpty();
  }
}
