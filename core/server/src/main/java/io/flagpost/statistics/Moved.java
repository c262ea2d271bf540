package io.flagpost.statistics;

/**
 * A verdict's move, and what counts its record.
 *
 * @param move what changes
 * @param hour the row by hour
 * @param license the row by license key
 * @param source the row by source network
 */
record Moved(Move move, HourSums.Key hour, LicenseSums.Key license, SourceSums.Key source) {

  static Moved of(Move move, PartialSums sums) {
    HourSums.Key hour = HourSums.Key.of(move.record());
    DayPlace day = DayPlace.of(hour.place());
    return new Moved(
        move,
        hour,
        LicenseSums.Key.of(day, move.record()),
        new SourceSums.Key(day, sums.network(move.record())));
  }

  long recordId() {
    return move.record().id();
  }
}
