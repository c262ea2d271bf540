package io.flagpost.statistics;

import java.util.List;

/**
 * Sums as they are written: under the names that have rows, with what later verdicts move.
 *
 * @param hours by hour
 * @param flags by flag
 * @param licenses by license key
 * @param sources by source network
 * @param values of single numbers
 */
record NamedSums(
    HourSums hours, FlagSums flags, LicenseSums licenses, SourceSums sources, ValueSums values) {
  private static final long ANY_NEW = Long.MAX_VALUE;

  /** Of sums that are not to be used any more. */
  static NamedSums of(PartialSums sums, List<Moved> moves, Names.Rows rows) {
    NamedSums named =
        new NamedSums(
            new HourSums(), new FlagSums(), new LicenseSums(), new SourceSums(), new ValueSums());
    named.add(sums, rows);
    named.noteValues(sums, rows);
    moves.forEach(move -> named.move(move, rows));
    return named;
  }

  private void add(PartialSums sums, Names.Rows rows) {
    flags.addAll(sums.flags());
    sums.hours().forEach((key, counts) -> hours.of(key.named(rows, ANY_NEW)).add(counts));
    sums.licenses().forEach((key, use) -> licenses.take(key.named(rows, ANY_NEW), use));
    sums.sources()
        .forEach(
            (key, counts) ->
                sources
                    .of(key.named(rows, ANY_NEW))
                    .add(counts.records, counts.flagged, counts.unknownKeys));
  }

  private void noteValues(PartialSums sums, Names.Rows rows) {
    sums.values().forEach((key, more) -> values.of(key.named(rows, ANY_NEW)).add(more));
  }

  private void move(Moved moved, Names.Rows rows) {
    Move move = moved.move();
    long id = moved.recordId();
    move.flags().forEach((raised, change) -> flags.add(moved.hour().place(), raised, change));
    licenses.of(moved.license().named(rows, id)).move(move);
    if (move.flagged() != 0) {
      hours.of(moved.hour().named(rows, id)).flagged += move.flagged();
      sources.of(moved.source().named(rows, id)).add(0, move.flagged(), 0);
    }
  }
}
