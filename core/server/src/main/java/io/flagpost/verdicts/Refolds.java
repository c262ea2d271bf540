package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.FoldTraits;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.verdicts.Refold.Scope;
import io.flagpost.verdicts.RefoldRefusedException.Reason;
import io.flagpost.verdicts.RefoldTable.Request;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has states of folds made again when an operator asks for it: after a database was restored, or
 * records were erased. What is asked for is noted in the database; each shard's owner does its part
 * of it ({@link RefoldLoop}), whichever node was asked. Any thread.
 */
public final class Refolds {
  /** More than anybody who has a list of keys needs at a time. */
  private static final int MOST_UNDER_WAY = 1_000;

  private static final int MOST_SHOWN = 100;

  private final Pool pool;
  private final Supplier<CheckCatalog> catalogs;
  private final Runnable look;

  /**
   * @param look has this node look at once what there is to do
   */
  Refolds(Pool pool, Supplier<CheckCatalog> catalogs, Runnable look) {
    this.pool = pool;
    this.catalogs = catalogs;
    this.look = look;
  }

  /**
   * What is asked for. Without shard and key it is about all states of the check.
   *
   * @param checkId the check
   * @param shard the one shard that it is about; null for all
   * @param key the one key that it is about; null for all
   */
  public record Wish(String checkId, @Nullable Integer shard, @Nullable SoughtKey key) {}

  /** A request that can be noted. */
  public static final class Prepared {
    private final Request request;

    Prepared(Request request) {
      this.request = request;
    }

    /** The check. */
    public String checkId() {
      return request.checkId();
    }

    /** What is made again. */
    public Scope scope() {
      return request.scope();
    }

    /** In which shards. */
    public Set<Integer> shards() {
      return request.shards();
    }
  }

  /**
   * Sees whether a wish can be fulfilled. Of a check that has keys of its own below the key, and of
   * one whose keys are addresses, for which records have no index, the key's whole shard is made
   * again.
   *
   * @return fails with {@link RefoldRefusedException}
   */
  public Future<Prepared> prepare(Wish wish) {
    CheckInfo check = find(wish.checkId());
    if (check == null) {
      return refused(Reason.UNKNOWN_CHECK, "check", "does not run on this node");
    }
    Optional<FoldTraits> traits = check.fold();
    if (traits.isEmpty()) {
      return refused(Reason.NO_FOLD, "check", "does not fold: it keeps no states");
    }
    String follower = FoldFollower.name(check);
    return RefoldTable.underWay(pool, follower)
        .compose(
            count ->
                count >= MOST_UNDER_WAY
                    ? refused(
                        Reason.TOO_MANY, "check", "has " + count + " refolds that are not done")
                    : scope(wish, traits.get()))
        .map(
            scoped ->
                new Prepared(
                    new Request(
                        check.id(), follower, scoped.scope(), scoped.shards(), scoped.key())));
  }

  private @Nullable CheckInfo find(String id) {
    return catalogs.get().pluginChecks().stream()
        .filter(check -> check.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  private record Scoped(Scope scope, Set<Integer> shards, @Nullable SoughtKey key) {}

  private Future<Scoped> scope(Wish wish, FoldTraits traits) {
    SoughtKey key = wish.key();
    Integer shard = wish.shard();
    if (key != null) {
      return shard == null
          ? scope(key, traits)
          : refused(Reason.WRONG_KEY, "shard", "must not be given with a key, which has one");
    }
    if (shard == null) {
      return Future.succeededFuture(new Scoped(Scope.ALL, FoldPass.ALL_SHARDS, null));
    }
    return FoldPass.ALL_SHARDS.contains(shard)
        ? Future.succeededFuture(new Scoped(Scope.SHARD, Set.of(shard), null))
        : refused(Reason.WRONG_KEY, "shard", "must be between 0 and " + (FoldPass.SHARDS - 1));
  }

  private Future<Scoped> scope(SoughtKey key, FoldTraits traits) {
    RoutingKey kind = traits.routingKey();
    String wrong = key.wrongField(kind);
    if (wrong != null) {
      return refused(
          Reason.WRONG_KEY,
          wrong,
          (key.fields().containsKey(wrong) ? "must not be given: " : "must be given: ")
              + "a key of this check has "
              + String.join(", ", SoughtKey.fieldsOf(kind)));
    }
    boolean isAlone = !traits.hasSubKeys() && kind != RoutingKey.ADDRESS;
    return RefoldTable.routingHash(pool, key.value(SoughtKey.routingField(kind)))
        .map(
            hash ->
                new Scoped(
                    isAlone ? Scope.KEY : Scope.SHARD,
                    Set.of(FoldPass.shardOf(hash)),
                    isAlone ? key : null));
  }

  private static <T> Future<T> refused(Reason reason, String field, String message) {
    return Future.failedFuture(new RefoldRefusedException(reason, field, message));
  }

  /**
   * Notes a request; it is worked on once the transaction is committed.
   *
   * @param requestedBy who asks
   * @return its number
   */
  public Future<Long> request(SqlConnection connection, Prepared prepared, String requestedBy) {
    return RefoldTable.request(connection, prepared.request, requestedBy);
  }

  /** Has this node look at once what there is to do. */
  public void look() {
    look.run();
  }

  /** How far one is. */
  public Future<Optional<Refold>> show(long id) {
    return RefoldTable.show(pool, id, 1).map(found -> found.stream().findFirst());
  }

  /** The newest ones, the last one first. What was done more than 30 days ago is forgotten. */
  public Future<List<Refold>> list() {
    return RefoldTable.show(pool, null, MOST_SHOWN);
  }
}
