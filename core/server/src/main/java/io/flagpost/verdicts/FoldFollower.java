package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.Folding;
import io.flagpost.telemetry.followup.Follower;
import io.flagpost.telemetry.followup.Tenure;
import io.flagpost.verdicts.FoldPass.Found;
import io.flagpost.verdicts.FoldPass.Passed;
import io.flagpost.verdicts.StateWriter.Writing;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Follows the records with one fold: verdicts are written with the position, states at checkpoints.
 * On one context.
 */
final class FoldFollower implements Follower {
  private static final long UNKNOWN = -1;

  private final JobContext work;
  private final Folding folding;
  private final FoldSettings settings;
  private final VerdictMode mode;
  private final String name;
  private final FoldPass fold;
  private long settledAt = System.nanoTime();
  private long settledUpTo = UNKNOWN;

  FoldFollower(JobContext work, Folding folding, FoldSettings settings) {
    this.work = work;
    this.folding = folding;
    this.settings = settings;
    this.mode = mode(folding.check());
    this.name = name(folding.check());
    this.fold = new FoldPass(work, folding, settings, name);
  }

  /** What the follower of a check is called. */
  static String name(CheckInfo check) {
    return mode(check).column() + "/" + check.id();
  }

  private static VerdictMode mode(CheckInfo check) {
    return check.shadow() ? VerdictMode.SHADOW : VerdictMode.LIVE;
  }

  @Override
  public String name() {
    return name;
  }

  Folding folding() {
    return folding;
  }

  FoldSettings settings() {
    return settings;
  }

  /** One over the same records, whose states are of a generation of their own. */
  FoldPass pass(long generation) {
    FoldPass pass = new FoldPass(work, folding, settings, name);
    FoldPass.ALL_SHARDS.forEach(shard -> pass.own(shard, generation));
    return pass;
  }

  /**
   * Puts the state of a key that another pass has made in the place of the one that is here. Only
   * between two stretches.
   */
  Future<Void> replace(FoldKey key, int shard, FoldPass other, Writing writing) {
    settledUpTo = UNKNOWN;
    return fold.replace(key, shard, other, writing);
  }

  @Override
  public int shards() {
    return FoldPass.SHARDS;
  }

  @Override
  public String layout() {
    return folding.traits().stateVersion() + " " + folding.traits().window();
  }

  @Override
  public Duration window() {
    return folding.traits().window();
  }

  @Override
  public boolean readsData() {
    return folding.traits().readsData();
  }

  @Override
  public Future<Followed> follow(Stretch stretch) {
    return fold.pass(
            stretch.shards(), stretch.records(), stretch.upTo(), record -> !stretch.silent())
        .map(this::followed);
  }

  private Followed followed(Passed passed) {
    List<Verdict> verdicts =
        passed.found().stream().map(this::verdict).filter(Verdict::hasSomethingToSay).toList();
    return new Followed(
        passed.upTo(),
        verdicts.isEmpty()
            ? Effect.NONE
            : connection -> work.database().writer().write(connection, verdicts, now()));
  }

  private Verdict verdict(Found found) {
    return found
        .judged()
        .map(judged -> Verdict.of(judged, folding.check(), mode, Verdict.WHEN_NEW, now()))
        .orElseGet(() -> Verdict.notFolded(found.record(), folding.check(), mode, now()));
  }

  /** States and position together: whatever is behind the position is in the states. */
  @Override
  public Future<Void> settle(Tenure tenure, long upTo, boolean last) {
    return (isCheckpointDue(upTo, last)
            ? fold.write(tenure.shards(), tenure::write, states -> tenure.checkpoint(upTo, states))
            : Future.<Void>succeededFuture())
        .compose(v -> fold.evict(tenure.shards(), tenure::write))
        .recover(this::later);
  }

  /** States stay in memory until the plugin is asked again. */
  private Future<Void> later(Throwable failure) {
    settledUpTo = UNKNOWN;
    return failure instanceof NotAskedException
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private boolean isCheckpointDue(long upTo, boolean last) {
    long now = System.nanoTime();
    boolean due =
        last
            || fold.dirty() >= settings.mostDirty()
            || now - settledAt >= settings.checkpoint().toNanos();
    if (!due || upTo == settledUpTo) {
      return false;
    }
    settledAt = now;
    settledUpTo = upTo;
    return true;
  }

  @Override
  public void own(int shard, long generation) {
    fold.own(shard, generation);
  }

  @Override
  public Future<Void> clear(SqlConnection connection, Set<Integer> shards) {
    return fold.clear(connection, shards);
  }

  @Override
  public void forget(Set<Integer> shards) {
    settledUpTo = UNKNOWN;
    fold.forget(shards);
  }

  private Instant now() {
    return work.clock().instant();
  }
}
