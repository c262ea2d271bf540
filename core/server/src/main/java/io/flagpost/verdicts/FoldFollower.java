package io.flagpost.verdicts;

import io.flagpost.plugin.host.Folding;
import io.flagpost.telemetry.followup.Follower;
import io.flagpost.telemetry.followup.Tenure;
import io.flagpost.verdicts.FoldPass.Found;
import io.flagpost.verdicts.FoldPass.Passed;
import io.flagpost.verdicts.StoredChecks.Judged;
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
    this.mode = folding.check().shadow() ? VerdictMode.SHADOW : VerdictMode.LIVE;
    this.name = mode.column() + "/" + folding.check().id();
    this.fold = new FoldPass(work, folding, settings, name);
  }

  @Override
  public String name() {
    return name;
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
        .result()
        .map(
            result ->
                Verdict.of(
                        new Judged(found.record(), result),
                        folding.check(),
                        mode,
                        Verdict.WHEN_NEW,
                        now())
                    .found(found.findings()))
        .orElseGet(
            () ->
                Verdict.withoutAnswer(
                    found.record().recordId(),
                    folding.check(),
                    mode,
                    now(),
                    "The check failed to fold the record"));
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
