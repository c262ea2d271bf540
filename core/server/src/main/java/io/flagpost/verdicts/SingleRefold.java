package io.flagpost.verdicts;

import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.followup.Holding;
import io.flagpost.telemetry.followup.Tenure;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.verdicts.RefoldTable.Task;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the state of one key again beside the one that decides, out of the records of its window,
 * and then takes its place. A node that takes the shard over begins again.
 */
final class SingleRefold implements RefoldWork {
  private static final long NOT_BEGUN = -1;
  private static final int PAGE = 1_000;

  private final JobContext work;
  private final FoldFollower follower;
  private final long refoldId;
  private final Telemetry sample;
  private final Optional<FoldKey> key;
  private FoldPass pass;
  private Instant from = Instant.EPOCH;
  private long fence = NOT_BEGUN;
  private long reached;

  SingleRefold(JobContext work, FoldFollower follower, long refoldId, SoughtKey sought) {
    this.work = work;
    this.follower = follower;
    this.refoldId = refoldId;
    this.sample = sought.sample();
    this.key = FoldKey.of(follower.folding().traits().routingKey(), sample, "");
    this.pass = follower.pass(refoldId);
  }

  @Override
  public boolean isOf(FoldFollower other) {
    return follower == other;
  }

  @Override
  public Optional<Future<Integer>> step(List<Task> tasks, Holding holding) {
    int shard = tasks.get(0).shard();
    Long decided = holding.decided().get(shard);
    if (decided == null) {
      return Optional.empty();
    }
    Tenure tenure = holding.tenure(Set.of(shard));
    if (key.isEmpty()) {
      return Optional.of(tenure.write(connection -> done(connection, shard, decided)).map(0));
    }
    return Optional.of(
        fence == tenure.fence(shard)
            ? goOn(tenure, shard, decided, holding)
            : begin(tenure, shard, decided));
  }

  /** Also where the check brings records together by something else since it was asked for. */
  private Future<Void> done(SqlConnection connection, int shard, long upTo) {
    return RefoldTable.done(connection, refoldId, shard, upTo);
  }

  private Future<Integer> begin(Tenure tenure, int shard, long decided) {
    pass = follower.pass(refoldId);
    from = work.clock().instant().minus(follower.window());
    return work.database()
        .records()
        .idBefore(from, decided)
        .compose(
            first ->
                tenure
                    .write(
                        connection ->
                            RefoldTable.begin(
                                connection, refoldId, tenure.shards(), follower.layout(), first))
                    .onSuccess(
                        v -> {
                          fence = tenure.fence(shard);
                          reached = first;
                        }))
        .map(0);
  }

  private Future<Integer> goOn(Tenure tenure, int shard, long decided, Holding holding) {
    return read(decided)
        .compose(
            page ->
                (reached < decided
                        ? RefoldTable.seen(
                            work.database().pool(), refoldId, tenure.shards(), reached)
                        : finish(tenure, shard, holding))
                    .map(page.records().size()));
  }

  private Future<StoredPage> read(long upTo) {
    return work.database()
        .records()
        .sharing(
            follower.folding().traits().routingKey(),
            sample,
            from,
            reached,
            upTo,
            PAGE,
            follower.readsData())
        .compose(
            page ->
                pass.passSilently(FoldPass.ALL_SHARDS, page)
                    .onSuccess(v -> reached = page.upTo())
                    .map(page));
  }

  /** While nothing else is folded: what has come meanwhile, and then the exchange. */
  private Future<Void> finish(Tenure tenure, int shard, Holding holding) {
    return holding
        .between(
            tenure,
            () -> {
              Long decided = holding.decided().get(shard);
              return decided == null
                  ? Future.succeededFuture(true) // once the states that decide are up to date
                  : readAll(decided)
                      .compose(v -> exchange(tenure, shard, decided))
                      .map(true)
                      .recover(SingleRefold::wasNotAsked);
            })
        .compose(
            asked ->
                asked ? Future.succeededFuture() : Future.failedFuture(new NotAskedException()));
  }

  /** Nothing has changed, so those that decide go on. */
  private static Future<Boolean> wasNotAsked(Throwable failure) {
    return failure instanceof NotAskedException
        ? Future.succeededFuture(false)
        : Future.failedFuture(failure);
  }

  private Future<Void> exchange(Tenure tenure, int shard, long upTo) {
    return follower.replace(
        key.orElseThrow(),
        shard,
        pass,
        states ->
            tenure.write(
                connection ->
                    states.apply(connection).compose(v -> done(connection, shard, upTo))));
  }

  private Future<Void> readAll(long upTo) {
    return reached >= upTo ? Future.succeededFuture() : read(upTo).compose(page -> readAll(upTo));
  }
}
