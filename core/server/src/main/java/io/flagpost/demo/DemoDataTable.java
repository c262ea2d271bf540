package io.flagpost.demo;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.registry.DatabaseMode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** The table {@code demo_data}: what is being generated, and how far it is. */
final class DemoDataTable {
  private static final String FIND =
      "SELECT records, days, seed, ends_at, written, finished_at IS NOT NULL AS finished"
          + " FROM demo_data";

  private static final String BEGIN =
      """
      INSERT INTO demo_data (records, days, seed, ends_at, written)
      SELECT $1::bigint, $2::integer, $3::bigint, $4::timestamptz, 0
       WHERE NOT EXISTS (SELECT FROM telemetry)""";

  private static final String WRITTEN = "UPDATE demo_data SET written = $1";
  private static final String FINISHED = "UPDATE demo_data SET written = records, finished_at = $1";

  /**
   * What is to be done.
   *
   * @param plan the plan, of an earlier run if that one did not come to its end
   * @param written how many records an earlier run has stored
   */
  record Begun(DemoDataPlan plan, long written) {}

  private DemoDataTable() {}

  /**
   * Begins, unless an earlier run did. Nodes take turns.
   *
   * @param registrar has issued what the plan needs
   * @return fails with {@link DemoDataRefusedException} if all is done, or the database is not that
   *     of a demo, or has records of others
   */
  static Future<Begun> begin(Pool pool, DemoDataPlan plan, Registrar registrar) {
    return pool.withTransaction(
        connection ->
            connection
                .query("SET LOCAL statement_timeout = '10min'")
                .execute()
                .compose(v -> DatabaseMode.isDemo(connection))
                .compose(
                    demo ->
                        demo
                            ? connection.query(FIND).execute()
                            : DemoDataTable.<RowSet<Row>>refuse(
                                "This database is not a demo's: records are generated for demos"
                                    + " only"))
                .compose(
                    rows -> {
                      RowIterator<Row> found = rows.iterator();
                      return found.hasNext()
                          ? goOn(found.next())
                          : begin(connection, plan, registrar).map(new Begun(plan, 0));
                    }));
  }

  private static Future<Begun> goOn(Row row) {
    if (row.getBoolean("finished")) {
      return refuse(
          "This database has its generated records already: "
              + row.getLong("records")
              + " of "
              + row.getInteger("days")
              + " days. For others, take an empty database: set data.dir to another folder");
    }
    DemoDataPlan plan =
        new DemoDataPlan(
            row.getLong("records"),
            row.getInteger("days"),
            row.getLong("seed"),
            row.getOffsetDateTime("ends_at").toInstant());
    return Future.succeededFuture(new Begun(plan, row.getLong("written")));
  }

  private static Future<Void> begin(
      SqlConnection connection, DemoDataPlan plan, Registrar registrar) {
    return connection
        .preparedQuery(BEGIN)
        .execute(Tuple.of(plan.records(), plan.days(), plan.seed(), DbTimestamps.utc(plan.end())))
        .compose(
            inserted ->
                inserted.rowCount() == 0
                    ? DemoDataTable.<Void>refuse(
                        "This database has records: others are generated into an empty one only."
                            + " Set data.dir to another folder")
                    : IssuedEntries.insert(connection, plan, registrar));
  }

  /** So many records are durable. */
  static Future<Void> written(Pool pool, long records) {
    return pool.preparedQuery(WRITTEN).execute(Tuple.of(records)).mapEmpty();
  }

  static Future<Void> finished(Pool pool, Instant now) {
    return pool.preparedQuery(FINISHED).execute(Tuple.of(DbTimestamps.utc(now))).mapEmpty();
  }

  private static <T> Future<T> refuse(String reason) {
    return Future.failedFuture(new DemoDataRefusedException(reason));
  }
}
