package io.flagpost.verdicts;

import io.flagpost.telemetry.followup.Backoff;
import io.flagpost.telemetry.followup.FollowUp;
import io.flagpost.telemetry.followup.Holding;
import io.flagpost.telemetry.followup.OvertakenException;
import io.flagpost.telemetry.followup.PollingLoop;
import io.flagpost.telemetry.followup.Throttle;
import io.flagpost.verdicts.RefoldTable.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes states again that were asked for, of the shards that this node owns: a page of records at a
 * time, and paced as the following of new ones is. On one context.
 */
final class RefoldLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RefoldLoop.class);

  /** Nobody waits for less; the table that is looked at is nearly always empty. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private static final long LAST_STEP_SECONDS = 2;

  /** More than a batch of judgements: this only folds. */
  private static final int PAGE_BATCHES = 8;

  private final JobContext work;
  private final FoldFollowers followers;
  private final FollowUp folds;
  private final Throttle throttle;
  private final PollingLoop loop;
  private final Map<Long, RefoldWork> running = new HashMap<>();
  private final Map<String, Backoff> failing = new HashMap<>();
  private final Map<String, Long> restUntil = new HashMap<>();
  private long served;
  private long noted = -1;
  private long notedAt = System.nanoTime();

  RefoldLoop(JobContext work, FoldFollowers followers, FollowUp folds) {
    this.work = work;
    this.followers = followers;
    this.folds = folds;
    this.throttle = new Throttle(work.settings().share(), System.nanoTime());
    this.loop =
        new PollingLoop(
            work.vertx(),
            work.context(),
            new Backoff(LOG, "Looking for refolds", IDLE),
            this::round);
  }

  void start() {
    loop.start();
  }

  /** Looks soon. Any thread. */
  void look() {
    work.context().runOnContext(v -> loop.poke(throttle));
  }

  /** Stops; the next owner of each shard goes on. */
  Future<Void> stop() {
    return loop.stop().timeout(LAST_STEP_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  private Future<Boolean> round() {
    long now = System.nanoTime();
    notePressure(now);
    if (throttle.restMillis(now) > 0) {
      return Future.succeededFuture(false);
    }
    return RefoldTable.next(work.database().pool()).compose(this::goOn).map(false);
  }

  /** The horizon is looked for by those who follow, now and then. */
  private void notePressure(long now) {
    long horizon = folds.horizon();
    if (horizon >= 0 && (horizon != noted || now - notedAt >= IDLE.toNanos())) {
      throttle.came(horizon, now);
      noted = horizon;
      notedAt = now;
    }
  }

  /** With the next one that can go on: they take turns. */
  private Future<Void> goOn(List<Task> tasks) {
    NavigableMap<Long, List<Task>> refolds = new TreeMap<>();
    for (Task task : tasks) {
      refolds.computeIfAbsent(task.refoldId(), id -> new ArrayList<>()).add(task);
    }
    running.keySet().retainAll(refolds.keySet());
    List<Long> turns = new ArrayList<>(refolds.tailMap(served, false).keySet());
    turns.addAll(refolds.headMap(served, true).keySet());
    for (Long id : turns) {
      Optional<Future<Void>> step = step(refolds.getOrDefault(id, List.of()));
      if (step.isPresent()) {
        served = id;
        return step.get();
      }
    }
    return Future.succeededFuture();
  }

  private Optional<Future<Void>> step(List<Task> tasks) {
    String name = tasks.get(0).follower();
    Long rests = restUntil.get(name);
    if (rests != null && System.nanoTime() - rests < 0) {
      return Optional.empty();
    }
    Optional<FoldFollower> follower = followers.find(name);
    Optional<Holding> holding = follower.flatMap(folds::holding);
    return holding.isEmpty()
        ? Optional.empty()
        : running(tasks.get(0), follower.get())
            .step(tasks, holding.get())
            .map(step -> watch(name, tasks.get(0).refoldId(), step));
  }

  private RefoldWork running(Task task, FoldFollower follower) {
    return running.compute(
        task.refoldId(),
        (id, known) -> known != null && known.isOf(follower) ? known : begin(task, follower));
  }

  private RefoldWork begin(Task task, FoldFollower follower) {
    SoughtKey key = task.key();
    return key == null
        ? new ShardRefold(work, follower, task.refoldId(), PAGE_BATCHES * work.settings().batch())
        : new SingleRefold(work, follower, task.refoldId(), key);
  }

  private Future<Void> watch(String name, long refoldId, Future<Integer> step) {
    long begun = System.nanoTime();
    return step.transform(
        done -> {
          if (done.succeeded()) {
            succeeded(name, System.nanoTime() - begun, done.result());
          } else {
            failed(name, refoldId, done.cause());
          }
          return Future.succeededFuture();
        });
  }

  private void succeeded(String name, long nanos, int records) {
    Backoff past = failing.remove(name);
    if (past != null) {
      past.succeeded();
    }
    throttle.worked(nanos, records, System.nanoTime());
    loop.poke(throttle);
  }

  /** What is in memory may be ahead of what is written: it begins where that ends. */
  private void failed(String name, long refoldId, Throwable failure) {
    running.remove(refoldId);
    if (failure instanceof OvertakenException) {
      LOG.debug("Refold {}: {}", refoldId, failure.getMessage());
      return;
    }
    Backoff backoff =
        failing.computeIfAbsent(
            name, any -> new Backoff(LOG, "Refolding of " + name, work.settings().idle()));
    backoff.failed(failure);
    restUntil.put(name, System.nanoTime() + backoff.pauseMillis() * 1_000_000L);
  }
}
