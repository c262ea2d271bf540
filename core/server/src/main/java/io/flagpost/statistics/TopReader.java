package io.flagpost.statistics;

import io.flagpost.platform.database.SqlCondition;
import io.flagpost.statistics.TopLists.License;
import io.flagpost.statistics.TopLists.Licenses;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Makes top lists out of the tables that records are counted in. Any thread. */
final class TopReader {
  private final Pool pool;

  /**
   * @param pool its statements end soon
   */
  TopReader(Pool pool) {
    this.pool = pool;
  }

  /**
   * Makes them.
   *
   * @param range of which days
   * @param within as in {@link OverviewReader#read}
   * @param most how long a list is at most
   */
  Future<TopLists> read(StatisticsRange range, SqlCondition within, int most) {
    return Snapshot.read(pool, snapshot -> read(snapshot, range, within, most));
  }

  private static Future<TopLists> read(
      SqlConnection snapshot, StatisticsRange range, SqlCondition within, int most) {
    Future<Freshness> freshness = Freshness.read(snapshot);
    Future<Candidates> activations =
        Candidates.find(snapshot, Candidates.Order.ACTIVATIONS, range, within, most);
    Future<Candidates> users =
        Candidates.find(snapshot, Candidates.Order.USERS, range, within, most);
    Future<Candidates> addresses =
        Candidates.find(snapshot, Candidates.Order.ADDRESSES, range, within, most);
    Future<TopLists.Names> sources = TopNames.SOURCES.read(snapshot, range, within, most);
    Future<TopLists.Names> keys = TopNames.INVENTED_KEYS.read(snapshot, range, within, most);
    return Future.all(activations, users, addresses)
        .compose(
            found -> {
              Set<Candidates.Key> all = new LinkedHashSet<>();
              all.addAll(activations.result().keys());
              all.addAll(users.result().keys());
              all.addAll(addresses.result().keys());
              return UsedLicenses.read(snapshot, all, range, within);
            })
        .compose(
            used ->
                Future.all(freshness, sources, keys)
                    .map(
                        read ->
                            new TopLists(
                                freshness.result(),
                                first(used, one -> one.activations().count(), activations, most),
                                first(used, one -> one.users().count(), users, most),
                                first(used, one -> one.addresses().count(), addresses, most),
                                sources.result(),
                                keys.result())));
  }

  private static Licenses first(
      Collection<License> used,
      ToLongFunction<License> number,
      Future<Candidates> candidates,
      int most) {
    List<License> sorted =
        used.stream()
            .filter(one -> number.applyAsLong(one) > 0)
            .sorted(
                Comparator.comparingLong(number)
                    .reversed()
                    .thenComparing(Comparator.comparingLong(License::records).reversed())
                    .thenComparingLong(License::product)
                    .thenComparing(License::key))
            .toList();
    long others = candidates.result().othersAtMost();
    if (sorted.size() > most) {
      others = Math.max(others, number.applyAsLong(sorted.get(most)));
    }
    return new Licenses(sorted.subList(0, Math.min(most, sorted.size())), others);
  }
}
