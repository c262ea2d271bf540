package io.flagpost.telemetry.followup;

import io.flagpost.telemetry.followup.Follower.Followed;
import io.flagpost.telemetry.followup.Follower.Stretch;
import io.flagpost.telemetry.followup.FollowerTable.Owned;
import io.flagpost.telemetry.query.StoredPage;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One follower and its shards on this node; one stretch at a time. On one context. */
final class FollowerRun implements Holding {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerRun.class);

  private final Follower follower;
  private final Pool pool;
  private final Backoff backoff;
  private final Map<Integer, Shard> shards = new HashMap<>();
  private Future<?> step = Future.succeededFuture();
  private boolean lost;
  private long pauseUntil = System.nanoTime();

  /**
   * What a step has done.
   *
   * @param records how many records it followed
   * @param more whether there were more than it could take
   */
  record Done(int records, boolean more) {}

  /** Reads a stretch. */
  interface Reader {
    Future<StoredPage> read(long after, long upTo, boolean data);
  }

  /**
   * A shard of this node.
   *
   * @param fence its fencing number
   * @param reached up to which id it was followed here
   * @param decided up to which id effects are written
   */
  private record Shard(long fence, long reached, long decided) {
    boolean isSilent() {
      return reached < decided;
    }
  }

  FollowerRun(Follower follower, Pool pool, FollowUpSettings settings) {
    this.follower = follower;
    this.pool = pool;
    this.backoff = new Backoff(LOG, "Following by " + follower.name(), settings.idle());
  }

  boolean isOf(Follower other) {
    return follower == other;
  }

  String name() {
    return follower.name();
  }

  boolean owns() {
    return !shards.isEmpty();
  }

  /** Whether shards were lost, which may be free to take again. */
  boolean hasLost() {
    return lost;
  }

  /** The step under way, or the last one. */
  Future<?> step() {
    return step;
  }

  long lag(long horizon) {
    return shards.values().stream().mapToLong(shard -> horizon - shard.reached()).max().orElse(0);
  }

  /** These are this node's; new ones begin at their checkpoint. */
  void own(List<Owned> owned) {
    lost = false;
    for (Owned one : owned) {
      Shard known = shards.get(one.shard());
      if (known == null || known.fence() != one.fence()) {
        follower.forget(Set.of(one.shard()));
        follower.own(one.shard(), one.generation());
        shards.put(one.shard(), new Shard(one.fence(), one.checkpoint(), one.decided()));
      }
    }
  }

  /** Has the states of some shards made again. */
  Future<Void> rewind(List<Owned> owned, long from) {
    Set<Integer> numbers = owned.stream().map(Owned::shard).collect(Collectors.toSet());
    drop(numbers);
    owned.forEach(one -> follower.own(one.shard(), one.generation()));
    Map<Integer, Long> fences =
        owned.stream().collect(Collectors.toMap(Owned::shard, Owned::fence));
    return pool.withTransaction(
        connection ->
            FollowerTable.rewind(connection, follower.name(), fences, from, follower.layout())
                .compose(rows -> follower.clear(connection, numbers)));
  }

  /** Follows the next stretch, if there is one and no other is under way. */
  Optional<Future<Done>> next(long horizon, Reader reader) {
    if (!step.isComplete() || shards.isEmpty() || System.nanoTime() - pauseUntil < 0) {
      return Optional.empty();
    }
    long after = shards.values().stream().mapToLong(Shard::reached).min().orElseThrow();
    Map<Integer, Shard> behind = new HashMap<>();
    long upTo = horizon;
    boolean silent = shards.values().stream().anyMatch(s -> s.reached() == after && s.isSilent());
    for (Map.Entry<Integer, Shard> one : shards.entrySet()) {
      Shard shard = one.getValue();
      if (shard.reached() == after && shard.isSilent() == silent) {
        behind.put(one.getKey(), shard);
        upTo = silent ? Math.min(upTo, shard.decided()) : upTo;
      } else if (shard.reached() > after) {
        upTo = Math.min(upTo, shard.reached());
      }
    }
    if (upTo <= after) {
      return Optional.empty();
    }
    return Optional.of(run(behind, after, upTo, silent, reader));
  }

  private Future<Done> run(
      Map<Integer, Shard> behind, long after, long upTo, boolean silent, Reader reader) {
    return step(
        behind.keySet(),
        reader
            .read(after, upTo, follower.readsData())
            .compose(
                page ->
                    follow(behind, after, page, silent)
                        .map(reached -> new Done(page.records().size(), reached < upTo))));
  }

  private <T> Future<T> step(Set<Integer> numbers, Future<T> work) {
    Future<T> done =
        work.onComplete(
            ended -> {
              if (ended.succeeded()) {
                backoff.succeeded();
              } else {
                failed(numbers, ended.cause());
              }
            });
    step = done;
    return done;
  }

  /** Has states written while there is nothing to follow. */
  void rest() {
    if (step.isComplete() && System.nanoTime() - pauseUntil >= 0) {
      settle(false);
    }
  }

  /** Has states written before the node stops. */
  Future<Void> last() {
    return settle(true);
  }

  /** Only of shards that have come as far as all others. */
  private Future<Void> settle(boolean last) {
    Set<Long> positions = shards.values().stream().map(Shard::reached).collect(Collectors.toSet());
    if (positions.size() != 1 || shards.values().stream().anyMatch(Shard::isSilent)) {
      return Future.succeededFuture();
    }
    return step(
        Set.copyOf(shards.keySet()),
        follower.settle(tenure(shards), positions.iterator().next(), last));
  }

  @Override
  public Map<Integer, Long> decided() {
    Map<Integer, Long> decided = new HashMap<>();
    shards.forEach(
        (number, shard) -> {
          if (!shard.isSilent()) {
            decided.put(number, shard.decided());
          }
        });
    return decided;
  }

  @Override
  public Tenure tenure(Set<Integer> numbers) {
    Map<Integer, Shard> some = new HashMap<>(shards);
    some.keySet().retainAll(numbers);
    return tenure(some);
  }

  @Override
  public <T> Future<T> between(Tenure tenure, Supplier<Future<T>> work) {
    return step(
        tenure.shards(),
        step.transform(
            ended ->
                isHeld(tenure)
                    ? work.get()
                    : Future.failedFuture(
                        new OvertakenException(follower.name() + " has begun again"))));
  }

  private boolean isHeld(Tenure tenure) {
    return tenure.shards().stream()
        .allMatch(
            number -> {
              Shard shard = shards.get(number);
              return shard != null && tenure.has(number, shard.fence());
            });
  }

  @Override
  public Future<Void> changeOver(
      Tenure tenure, long upTo, long generation, Function<SqlConnection, Future<Void>> also) {
    return between(
        tenure,
        () ->
            tenure
                .changeOver(upTo, generation, also)
                .onSuccess(
                    v -> {
                      drop(tenure.shards());
                      lost = true; // until it takes them again, with their new states
                    }));
  }

  private Tenure tenure(Map<Integer, Shard> some) {
    Map<Integer, Long> fences = new HashMap<>();
    some.forEach((number, shard) -> fences.put(number, shard.fence()));
    return new Tenure(pool, follower.name(), fences);
  }

  private Future<Long> follow(
      Map<Integer, Shard> behind, long after, StoredPage page, boolean silent) {
    Tenure tenure = tenure(behind);
    return follower
        .follow(new Stretch(behind.keySet(), page.records(), page.upTo(), silent))
        .compose(
            followed ->
                (silent || followed.upTo() == after
                        ? Future.<Void>succeededFuture()
                        : tenure.decide(after, followed.upTo(), followed.effect()))
                    .onSuccess(v -> reached(behind, followed.upTo(), silent))
                    .compose(v -> follower.settle(tenure, followed.upTo(), false))
                    .compose(v -> outcome(page, followed, after)));
  }

  private void reached(Map<Integer, Shard> behind, long upTo, boolean silent) {
    behind.forEach(
        (number, shard) ->
            shards.put(number, new Shard(shard.fence(), upTo, silent ? shard.decided() : upTo)));
  }

  private static Future<Long> outcome(StoredPage page, Followed followed, long after) {
    return followed.upTo() == after && page.upTo() > after
        ? Future.failedFuture(new StalledException())
        : Future.succeededFuture(followed.upTo());
  }

  /** States may be ahead of what is written: all begins again at the checkpoint. */
  private void failed(Set<Integer> numbers, Throwable failure) {
    if (failure instanceof StalledException) {
      backoff.failed(failure);
    } else {
      if (failure instanceof OvertakenException) {
        LOG.info("Following by {}: {}", follower.name(), failure.getMessage());
      } else {
        backoff.failed(failure);
      }
      drop(numbers);
      lost = true;
    }
    pauseUntil = System.nanoTime() + backoff.pauseMillis() * 1_000_000L;
  }

  private void drop(Set<Integer> numbers) {
    shards.keySet().removeAll(numbers);
    follower.forget(numbers);
  }
}
