package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** Reads several tables as they are at one moment, so that their counts fit together. */
final class Snapshot {
  private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private Snapshot() {}

  /** Reads with one connection, which may be asked several things at once. */
  static <T> Future<T> read(Pool pool, Function<SqlConnection, Future<T>> reading) {
    return pool.withConnection(
        connection ->
            connection
                .query(BEGIN)
                .execute()
                .compose(begun -> reading.apply(connection))
                .eventually(() -> connection.query("COMMIT").execute()));
  }
}
