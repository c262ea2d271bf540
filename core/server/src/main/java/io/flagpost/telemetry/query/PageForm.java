package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a page has of each record, and how much of that at most. Counting over all rows of a page in
 * SQL would keep them in a file first, which costs as much again as reading them: so a running sum
 * ends the page, if rows can be large at all, and whether it was ended is told by the rows.
 */
final class PageForm {
  /** Makes a page of a few megabytes; a single record may be larger. */
  private static final long OCTETS = 8 * 1024 * 1024;

  private static final String UP_TO_OCTETS =
      """
      SELECT * FROM (
        SELECT r.*, sum(octets) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octets AS octets_before
          FROM (%s) AS r) AS p
       WHERE octets_before < %s ORDER BY id""";

  /** What checks on stored records see. */
  static final PageForm RECORDS =
      ofAnySize(StoredRows.COLUMNS, StoredRows.OCTETS, StoredRows::read);

  /** What followers see. */
  static final PageForm FOLLOWING =
      ofAnySize(
          StoredRows.COLUMNS + ", " + RoutingHashes.COLUMNS,
          StoredRows.OCTETS,
          row -> StoredRows.readFollowing(row, true));

  /** What followers see that do not look at what was sent. */
  static final PageForm FOLLOWING_WITHOUT_DATA =
      new PageForm(
          StoredRows.COLUMNS_OF_SENDER + ", " + RoutingHashes.COLUMNS,
          false,
          (int) (OCTETS / StoredRows.OCTETS_OF_SENDER),
          row -> StoredRows.readFollowing(row, false));

  private final Sql select;
  private final boolean isAnySize;
  private final int most;
  private final Function<Row, StoredRecord> reader;

  private PageForm(
      String columns, boolean isAnySize, int most, Function<Row, StoredRecord> reader) {
    this.select = Sql.of(columns + " FROM telemetry t");
    this.isAnySize = isAnySize;
    this.most = most;
    this.reader = reader;
  }

  private static PageForm ofAnySize(
      String columns, String octets, Function<Row, StoredRecord> reader) {
    return new PageForm(columns + ", " + octets + " AS octets", true, Integer.MAX_VALUE, reader);
  }

  /** What stands behind SELECT. */
  Sql select() {
    return select;
  }

  /** How many rows a page may have of which so many are wanted. */
  int most(int wanted) {
    return Math.min(wanted, most);
  }

  /** The rows that there is room for. */
  Sql bounded(Sql rows) {
    return isAnySize ? Sql.format(UP_TO_OCTETS, rows, Sql.of(Long.toString(OCTETS))) : rows;
  }

  /**
   * The page of these rows.
   *
   * @param upTo the id up to which was looked
   * @param limit how many rows were asked for
   */
  StoredPage page(RowSet<Row> rows, long upTo, int limit) {
    List<StoredRecord> records = records(rows);
    boolean isCut = !records.isEmpty() && (records.size() >= limit || octets(rows) >= OCTETS);
    return new StoredPage(records, isCut ? records.get(records.size() - 1).id() : upTo);
  }

  List<StoredRecord> records(RowSet<Row> rows) {
    List<StoredRecord> records = new ArrayList<>(rows.size());
    for (Row row : rows) {
      records.add(reader.apply(row));
    }
    return records;
  }

  private long octets(RowSet<Row> rows) {
    long octets = 0;
    if (isAnySize) {
      for (Row row : rows) {
        octets += row.getInteger("octets");
      }
    }
    return octets;
  }
}
