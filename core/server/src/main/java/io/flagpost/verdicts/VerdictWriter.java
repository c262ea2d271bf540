package io.flagpost.verdicts;

import io.flagpost.verdicts.StandingTable.Standing;
import io.flagpost.verdicts.VerdictTable.Effect;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds verdicts and, in the same transaction, updates {@code standing} and the pending checks of
 * their records. A verdict that is there already is not written again, and changes nothing. Any
 * thread, any number of nodes: writers of the same record wait for each other, others do not.
 *
 * <p>Rows are locked in this order: the progress of the checks, standings, pending checks.
 */
final class VerdictWriter {
  private final Pool pool;

  VerdictWriter(Pool pool) {
    this.pool = pool;
  }

  /** Runs a transaction. */
  <T> Future<T> transact(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(work);
  }

  /**
   * Until the end of the transaction nobody else adds verdicts that count to these records. For
   * whoever reads verdicts or pending checks before it writes.
   */
  Future<Void> lock(SqlConnection connection, Collection<UUID> recordIds) {
    return StandingTable.lock(connection, recordIds).mapEmpty();
  }

  /**
   * Adds verdicts; those of records that are gone are left out.
   *
   * @param now when the standings change
   */
  Future<Void> write(SqlConnection connection, List<Verdict> verdicts, Instant now) {
    if (verdicts.isEmpty()) {
      return Future.succeededFuture();
    }
    Set<UUID> counting =
        verdicts.stream()
            .filter(Verdict::counts)
            .map(Verdict::recordId)
            .collect(Collectors.toSet());
    return StandingTable.lock(connection, counting)
        .compose(
            standings ->
                VerdictTable.counting(connection, standings.keySet())
                    .compose(
                        written ->
                            VerdictTable.insert(connection, effects(verdicts, standings, written)))
                    .compose(v -> PendingTable.note(connection, verdicts))
                    .compose(v -> StandingTable.update(connection, standings, now)));
  }

  /** Adds the verdicts to the standings, behind those that are written. */
  private static List<Effect> effects(
      List<Verdict> verdicts, Map<UUID, Standing> standings, List<VerdictTable.Written> written) {
    written.forEach(
        one -> {
          Standing standing = standings.get(one.key().recordId());
          if (standing != null) {
            one.addTo(standing.current());
          }
        });
    Set<VerdictTable.Key> known =
        written.stream().map(VerdictTable.Written::key).collect(Collectors.toSet());
    List<Effect> effects = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (!verdict.counts()) {
        effects.add(Effect.none(verdict));
      } else {
        Standing standing = standings.get(verdict.recordId());
        if (standing != null && known.add(VerdictTable.Key.of(verdict))) {
          effects.add(Effect.of(verdict, standing.current()));
        }
      }
    }
    return effects;
  }
}
