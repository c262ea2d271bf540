package io.flagpost.verdicts;

import io.flagpost.telemetry.followup.Holding;
import io.flagpost.telemetry.followup.Tenure;
import io.flagpost.verdicts.Refold.State;
import io.flagpost.verdicts.RefoldTable.Task;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the states of shards again beside those that decide, as another generation of them: folds
 * the window up to where the verdicts are, writes the states, and then the shards change over. The
 * former states are deleted afterwards.
 *
 * <p>Nothing is folded that is not decided: a state that had seen it would leave it out when it is
 * to be judged.
 */
final class ShardRefold implements RefoldWork {
  private static final int CLEARED_AT_ONCE = 5_000;

  private final JobContext work;
  private final FoldFollower follower;
  private final long refoldId;
  private final FoldPass pass;
  private final int page;
  private final Map<Integer, Position> positions = new HashMap<>();
  private long settledAt = System.nanoTime();

  /**
   * Where a shard is.
   *
   * @param fence its fencing number: with another one it begins where its states are written
   * @param reached up to which id its records are folded
   */
  private record Position(long fence, long reached) {}

  /**
   * @param page how many records are read at once
   */
  ShardRefold(JobContext work, FoldFollower follower, long refoldId, int page) {
    this.work = work;
    this.follower = follower;
    this.refoldId = refoldId;
    this.pass = follower.pass(refoldId);
    this.page = page;
  }

  @Override
  public boolean isOf(FoldFollower other) {
    return follower == other;
  }

  @Override
  public Optional<Future<Integer>> step(List<Task> tasks, Holding holding) {
    Map<Integer, Long> decided = holding.decided();
    List<Task> mine = tasks.stream().filter(task -> decided.containsKey(task.shard())).toList();
    if (mine.isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> fresh =
        mine.stream().filter(this::isToBegin).map(Task::shard).collect(Collectors.toSet());
    if (!fresh.isEmpty()) {
      return Optional.of(begin(holding.tenure(fresh), lowest(decided, fresh)).map(0));
    }
    List<Task> folding = mine.stream().filter(task -> task.state() == State.FOLDING).toList();
    return Optional.of(
        folding.isEmpty() ? clear(mine.get(0), holding).map(0) : fold(folding, holding, decided));
  }

  private boolean isToBegin(Task task) {
    return task.state() == State.WAITING
        || (task.state() == State.FOLDING && !follower.layout().equals(task.progress().layout()));
  }

  private static long lowest(Map<Integer, Long> ids, Set<Integer> shards) {
    return shards.stream().mapToLong(ids::get).min().orElseThrow();
  }

  private Future<Void> begin(Tenure tenure, long decided) {
    Set<Integer> shards = tenure.shards();
    pass.forget(shards);
    positions.keySet().removeAll(shards);
    return work.database()
        .records()
        .idBefore(work.clock().instant().minus(follower.window()), decided)
        .compose(
            from ->
                tenure.write(
                    connection ->
                        pass.clear(connection, shards)
                            .compose(
                                v ->
                                    RefoldTable.begin(
                                        connection, refoldId, shards, follower.layout(), from))));
  }

  /** The shards that are the furthest behind go on, up to where the next ones are. */
  private Future<Integer> fold(List<Task> tasks, Holding holding, Map<Integer, Long> decided) {
    Tenure all = holding.tenure(tasks.stream().map(Task::shard).collect(Collectors.toSet()));
    tasks.forEach(task -> place(task, all.fence(task.shard())));
    long after = tasks.stream().mapToLong(task -> reached(task.shard())).min().orElseThrow();
    Set<Integer> behind = new HashSet<>();
    long others = Long.MAX_VALUE;
    for (Task task : tasks) {
      long reached = reached(task.shard());
      if (reached == after) {
        behind.add(task.shard());
      } else {
        others = Math.min(others, reached);
      }
    }
    Tenure tenure = holding.tenure(behind);
    long known = lowest(decided, behind);
    return known - after <= page
        ? changeOver(tenure, holding, after).map(0)
        : follow(tenure, after, Math.min(known, others));
  }

  private void place(Task task, long fence) {
    Position known = positions.get(task.shard());
    if (known == null || known.fence() != fence) {
      pass.forget(Set.of(task.shard()));
      positions.put(task.shard(), new Position(fence, task.progress().reached()));
    }
  }

  private long reached(int shard) {
    Position position = positions.get(shard);
    return position == null ? 0 : position.reached();
  }

  private Future<Integer> follow(Tenure tenure, long after, long upTo) {
    return work.database()
        .records()
        .following(after, upTo, page, follower.readsData())
        .compose(
            found ->
                pass.passSilently(tenure.shards(), found)
                    .onSuccess(v -> reached(tenure, found.upTo()))
                    .compose(v -> pass.evict(tenure.shards(), tenure::write))
                    .compose(v -> settle(tenure, found.upTo()))
                    .map(v -> found.records().size()));
  }

  private void reached(Tenure tenure, long upTo) {
    tenure.shards().forEach(shard -> positions.put(shard, new Position(tenure.fence(shard), upTo)));
  }

  /** Writes states as often as those that decide are written; else only how far it is. */
  private Future<Void> settle(Tenure tenure, long upTo) {
    FoldSettings settings = follower.settings();
    long now = System.nanoTime();
    if (pass.dirty() < settings.mostDirty() && now - settledAt < settings.checkpoint().toNanos()) {
      return RefoldTable.seen(work.database().pool(), refoldId, tenure.shards(), upTo);
    }
    settledAt = now;
    return pass.write(
        tenure.shards(),
        tenure::write,
        states ->
            tenure.write(
                connection ->
                    states
                        .apply(connection)
                        .compose(
                            v ->
                                RefoldTable.reached(connection, refoldId, tenure.shards(), upTo))));
  }

  private Future<Void> changeOver(Tenure tenure, Holding holding, long upTo) {
    Set<Integer> shards = tenure.shards();
    return pass.write(
            shards,
            tenure::write,
            states ->
                holding.changeOver(
                    tenure,
                    upTo,
                    refoldId,
                    connection ->
                        states
                            .apply(connection)
                            .compose(
                                v -> RefoldTable.changedOver(connection, refoldId, shards, upTo))))
        .onSuccess(
            v -> {
              pass.forget(shards);
              positions.keySet().removeAll(shards);
            });
  }

  private Future<Void> clear(Task task, Holding holding) {
    Long former = task.progress().former();
    String name = FoldStates.name(follower.name(), former == null ? 0 : former);
    return FoldStateTable.clearSome(work.database().pool(), name, task.shard(), CLEARED_AT_ONCE)
        .compose(
            cleared ->
                cleared == CLEARED_AT_ONCE
                    ? Future.succeededFuture()
                    : holding
                        .tenure(Set.of(task.shard()))
                        .write(
                            connection ->
                                RefoldTable.done(
                                    connection,
                                    refoldId,
                                    task.shard(),
                                    task.progress().reached())));
  }
}
