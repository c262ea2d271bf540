package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Adds sums to the tables of a session. On one context; everything in its caller's transaction, and
 * it has to {@link #forget} what it remembers if that fails.
 */
final class RollupWriter {
  private static final long ANY_RECORD = Long.MAX_VALUE;

  private final Names names;
  private final CheckVersions versions = new CheckVersions();

  RollupWriter(RandomGenerator random) {
    this.names = new Names(random);
  }

  /**
   * Adds.
   *
   * @param sums of new records
   * @param moves by what later verdicts move the counts, of these records or earlier ones
   * @return how many rows were written
   */
  Future<Integer> write(SqlConnection connection, PartialSums sums, List<Move> moves) {
    FlagSums flags = new FlagSums();
    flags.addAll(sums.flags());
    moves.forEach(
        move ->
            move.flags()
                .forEach((raised, change) -> flags.add(Place.of(move.record()), raised, change)));
    return names
        .admit(connection, met(sums, moves), sums.firstId())
        .compose(
            rows ->
                HourTable.evict(connection, rows)
                    .compose(v -> HourTable.add(connection, named(sums, moves, rows))))
        .compose(
            hours ->
                versions
                    .of(connection, flags.catalogs())
                    .compose(version -> FlagTable.add(connection, flags.versioned(version)))
                    .map(written -> hours + written));
  }

  private static Names.Met met(PartialSums sums, List<Move> moves) {
    Names.Met met = new Names.Met();
    sums.hours()
        .forEach(
            (key, counts) -> {
              met.add(key.place().scope(Dimension.VERSION), key.version(), counts.records);
              met.add(key.place().scope(Dimension.GROUP), key.group(), counts.records);
            });
    for (Move move : moves) {
      HourSums.Key key = HourSums.Key.of(move.record());
      met.touch(key.place().scope(Dimension.VERSION), key.version());
      met.touch(key.place().scope(Dimension.GROUP), key.group());
    }
    return met;
  }

  private static HourSums named(PartialSums sums, List<Move> moves, Names.Rows rows) {
    HourSums named = new HourSums();
    sums.hours().forEach((key, counts) -> named.of(key.named(rows, ANY_RECORD)).add(counts));
    for (Move move : moves) {
      if (move.flagged() != 0) {
        named.of(HourSums.Key.of(move.record()).named(rows, move.record().id())).flagged +=
            move.flagged();
      }
    }
    return named;
  }

  /** What was written is gone, or others have written. */
  void forget() {
    names.forget();
  }
}
