package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Adds sums to the tables of a session. On one context; everything in its caller's transaction, and
 * it has to {@link #forget} what it remembers if that fails.
 */
final class RollupWriter {
  private final Names names;
  private final CheckVersions versions = new CheckVersions();
  private final LicenseSets licenseSets = new LicenseSets();
  private final SketchTable sketches = new SketchTable();

  /**
   * @param mostNames as in {@link StatisticsSettings}
   */
  RollupWriter(RandomGenerator random, int mostNames) {
    this.names = new Names(random, mostNames);
  }

  /**
   * Adds.
   *
   * @param sums of new records
   * @param moves by what later verdicts move the counts, of these records or earlier ones
   * @return how many rows were written
   */
  Future<Integer> write(SqlConnection connection, PartialSums sums, List<Move> moves) {
    List<Moved> moved = moves.stream().map(move -> Moved.of(move, sums)).toList();
    return names
        .admit(connection, met(sums, moved), sums.firstId())
        .compose(rows -> evict(connection, rows).map(rows))
        .compose(rows -> add(connection, NamedSums.of(sums, moved, rows)))
        .compose(
            written -> sketches.add(connection, sums.sketches()).map(changed -> written + changed));
  }

  private Future<Void> evict(SqlConnection connection, Names.Rows rows) {
    licenseSets.evict(rows);
    return HourTable.evict(connection, rows)
        .compose(v -> LicenseTable.evict(connection, rows))
        .compose(v -> SourceTable.evict(connection, rows))
        .compose(v -> ValueTable.evict(connection, rows));
  }

  private Future<Integer> add(SqlConnection connection, NamedSums sums) {
    return sum(
        List.of(
            () -> HourTable.add(connection, sums.hours()),
            () ->
                versions
                    .of(connection, sums.flags().catalogs())
                    .compose(of -> FlagTable.add(connection, sums.flags().versioned(of))),
            () -> LicenseTable.add(connection, sums.licenses()),
            () -> licenseSets.add(connection, sums.licenses()),
            () -> SourceTable.add(connection, sums.sources()),
            () -> ValueTable.addAll(connection, sums.values())));
  }

  /** One after the other. */
  private static Future<Integer> sum(List<Supplier<Future<Integer>>> writes) {
    Future<Integer> sum = Future.succeededFuture(0);
    for (Supplier<Future<Integer>> write : writes) {
      sum = sum.compose(before -> write.get().map(more -> before + more));
    }
    return sum;
  }

  private static Names.Met met(PartialSums sums, List<Moved> moves) {
    Names.Met met = new Names.Met();
    sums.hours()
        .forEach(
            (key, counts) -> {
              met.add(key.place().scope(Dimension.VERSION), key.version(), counts.records);
              met.add(key.place().scope(Dimension.GROUP), key.group(), counts.records);
            });
    sums.licenses()
        .forEach(
            (key, use) ->
                met.add(key.place().scope(Dimension.LICENSE), key.license(), use.records));
    sums.sources()
        .forEach(
            (key, counts) ->
                met.add(key.place().scope(Dimension.SOURCE), key.network(), counts.records));
    for (Moved one : moves) {
      Place place = one.hour().place();
      met.touch(place.scope(Dimension.VERSION), one.hour().version());
      met.touch(place.scope(Dimension.GROUP), one.hour().group());
      met.touch(place.scope(Dimension.LICENSE), one.license().license());
      met.touch(place.scope(Dimension.SOURCE), one.source().network());
    }
    return met;
  }

  /** What was written is gone, or others have written. */
  void forget() {
    names.forget();
    licenseSets.forget();
    sketches.forget();
  }
}
