package io.flagpost.telemetry.followup;

import io.flagpost.telemetry.followup.FollowerRun.Done;
import io.flagpost.telemetry.followup.FollowerTable.Owned;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has followers follow the committed records, each at its own pace. Those at the same position
 * share what is read from the database. On one context.
 */
public final class FollowUp {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUp.class);
  private static final long LAST_STEPS_SECONDS = 2;
  private static final long UNKNOWN = -1;

  private final Context context;
  private final Pool pool;
  private final StoredRecords records;
  private final Supplier<? extends Collection<? extends Follower>> wanted;
  private final FollowUpSettings settings;
  private final Throttle throttle;
  private final Clock clock;
  private final UUID owner = UUID.randomUUID();
  private final Map<String, FollowerRun> runs = new LinkedHashMap<>();
  private final Map<Asked, Future<StoredPage>> reading = new HashMap<>();
  private final PollingLoop loop;
  private long horizon = UNKNOWN;
  private long leasedAt;
  private volatile Map<String, Long> lags = Map.of();

  /** A stretch that is being read. */
  private record Asked(long after, long upTo, boolean data) {}

  /**
   * @param pool its own connections
   * @param wanted who follows; asked before each round
   * @param clock tells how far back a new follower's window reaches
   */
  public FollowUp(
      Context context,
      Pool pool,
      StoredRecords records,
      Supplier<? extends Collection<? extends Follower>> wanted,
      FollowUpSettings settings,
      Clock clock) {
    this.context = context;
    this.pool = pool;
    this.records = records;
    this.wanted = wanted;
    this.settings = settings;
    this.throttle = new Throttle(settings.share(), System.nanoTime());
    this.clock = clock;
    this.loop =
        new PollingLoop(
            context.owner(),
            context,
            new Backoff(LOG, "Following stored records", settings.idle()),
            this::look);
  }

  /**
   * Starts. Completes once every follower has a position: what is stored from then on is followed.
   */
  public Future<Void> start() {
    return horizonNow().compose(found -> own()).onSuccess(v -> loop.start());
  }

  /** Stops; what is not written by then is followed by the next owner. */
  public Future<Void> stop() {
    return loop.stop()
        .compose(v -> ofAll(FollowerRun::step))
        .timeout(LAST_STEPS_SECONDS, TimeUnit.SECONDS)
        .compose(v -> ofAll(FollowerRun::last).timeout(LAST_STEPS_SECONDS, TimeUnit.SECONDS))
        .otherwiseEmpty()
        .compose(v -> FollowerTable.release(pool, owner))
        .timeout(LAST_STEPS_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty();
  }

  private Future<Void> ofAll(Function<FollowerRun, Future<?>> what) {
    return Future.join(runs.values().stream().map(what).toList()).<Void>mapEmpty().otherwiseEmpty();
  }

  /**
   * How many ids lie between the horizon and the shard that is the furthest behind of those that
   * this node owns; negative while it owns none. Any thread.
   *
   * @param names of which followers
   */
  public long lag(Predicate<String> names) {
    return lags.entrySet().stream()
        .filter(one -> names.test(one.getKey()))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(UNKNOWN);
  }

  /** What this node holds of a follower; empty if that is none of those that are wanted now. */
  public Optional<Holding> holding(Follower follower) {
    FollowerRun run = runs.get(follower.name());
    return run != null && run.isOf(follower) ? Optional.of(run) : Optional.empty();
  }

  /** The horizon as it was seen last; negative before. */
  public long horizon() {
    return horizon;
  }

  private Future<Boolean> look() {
    if (throttle.restMillis(System.nanoTime()) > 0) {
      return Future.succeededFuture(false);
    }
    return horizonNow()
        .compose(found -> isLeaseDue() ? own() : Future.succeededFuture())
        .onSuccess(v -> begin())
        .map(false);
  }

  private Future<Long> horizonNow() {
    return records
        .horizon()
        .onSuccess(
            found -> {
              horizon = found;
              throttle.came(found, System.nanoTime());
            });
  }

  private boolean isLeaseDue() {
    boolean changed = wanted.get().stream().anyMatch(follower -> !isKnown(follower));
    return changed
        || runs.values().stream().anyMatch(FollowerRun::hasLost)
        || System.nanoTime() - leasedAt >= settings.lease().toNanos() / 3;
  }

  private boolean isKnown(Follower follower) {
    FollowerRun run = runs.get(follower.name());
    return run != null && run.isOf(follower);
  }

  /** Takes the shards that are free, and keeps those that it has. */
  private Future<Void> own() {
    List<Future<?>> all = new ArrayList<>();
    Map<String, Follower> followers = new LinkedHashMap<>();
    wanted.get().forEach(follower -> followers.put(follower.name(), follower));
    runs.keySet().retainAll(followers.keySet());
    leasedAt = System.nanoTime();
    followers.forEach((name, follower) -> all.add(own(follower)));
    return Future.join(all).mapEmpty();
  }

  private Future<Void> own(Follower follower) {
    Future<Void> begun =
        isKnown(follower)
            ? Future.succeededFuture()
            : formerStep(follower)
                .transform(ended -> windowStart(follower))
                .compose(from -> FollowerTable.begin(pool, follower, horizon, from));
    return begun
        .compose(v -> FollowerTable.lease(pool, follower.name(), owner, settings.lease()))
        .compose(owned -> take(follower, owned));
  }

  /** What was under way under the same name has to end first. */
  private Future<?> formerStep(Follower follower) {
    FollowerRun former = runs.get(follower.name());
    return former == null ? Future.succeededFuture() : former.step();
  }

  private Future<Void> take(Follower follower, List<Owned> owned) {
    FollowerRun taking =
        runs.compute(
            follower.name(),
            (name, run) ->
                run != null && run.isOf(follower)
                    ? run
                    : new FollowerRun(follower, pool, settings));
    List<Owned> outdated =
        owned.stream().filter(one -> !one.layout().equals(follower.layout())).toList();
    if (outdated.isEmpty()) {
      taking.own(owned);
      return Future.succeededFuture();
    }
    return windowStart(follower)
        .compose(from -> taking.rewind(outdated, from))
        .compose(v -> FollowerTable.lease(pool, follower.name(), owner, settings.lease()))
        .onSuccess(taking::own)
        .mapEmpty();
  }

  /** The id behind which everything is that states need. */
  private Future<Long> windowStart(Follower follower) {
    return records.idBefore(clock.instant().minus(follower.window()), horizon);
  }

  private void begin() {
    Map<String, Long> found = new HashMap<>();
    for (FollowerRun run : runs.values()) {
      if (run.owns()) {
        found.put(run.name(), run.lag(horizon));
      }
      run.next(horizon, this::read).ifPresentOrElse(this::watch, run::rest);
    }
    lags = Map.copyOf(found);
  }

  /** Who has caught up waits, so that the next stretch has enough records to be worth its cost. */
  private void watch(Future<Done> step) {
    long begun = System.nanoTime();
    step.onSuccess(
        done -> {
          if (done.more()) {
            long now = System.nanoTime();
            throttle.worked(now - begun, done.records(), now);
            loop.poke(throttle);
          }
        });
  }

  private Future<StoredPage> read(long after, long upTo, boolean data) {
    Asked asked = new Asked(after, upTo, data);
    Future<StoredPage> known = reading.get(asked);
    if (known != null) {
      return known;
    }
    Future<StoredPage> page = records.following(after, upTo, settings.batch(), data);
    reading.put(asked, page);
    page.onComplete(done -> context.runOnContext(v -> reading.remove(asked)));
    return page;
  }
}
