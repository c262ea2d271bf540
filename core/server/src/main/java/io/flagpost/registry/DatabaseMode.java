package io.flagpost.registry;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Which mode a database belongs to: the demo's, whose API keys everybody knows, or production. The
 * first node that uses it decides, and every later one has to agree. A database that was seeded by
 * a version that did not record the mode is recognised by the demo's API keys.
 *
 * <p>Any thread. Nodes that start at the same time take turns.
 */
public final class DatabaseMode {
  private static final String DEMO = "demo";
  private static final String PRODUCTION = "production";
  private static final String TAKE_TURNS = "LOCK TABLE installation IN SHARE ROW EXCLUSIVE MODE";

  private static final String FIND =
      """
      SELECT (SELECT mode FROM installation) AS mode,
             EXISTS (SELECT FROM api_key_secret WHERE key_hash = ANY ($1)) AS published,
             EXISTS (SELECT FROM api_key) OR EXISTS (SELECT FROM product)
               OR EXISTS (SELECT FROM license) AS used""";

  private static final String OF_DEMO =
      "This database was set up by \"flagpost demo\": it has API keys that everybody knows, and may"
          + " have accounts that were made for trying out. To use it in production, take them out:"
          + " \"flagpost demo-data remove --dry-run\" says what goes and what stays, \"flagpost"
          + " demo-data remove\" does it. All accounts go, too, unless you add --keep-accounts. To"
          + " leave the demo as it is, set data.dir to another folder,"
          + " or database.url to another database";

  private static final String OF_PRODUCTION =
      "This database is STATE: the demo would put API keys into it that everybody knows. Give the demo"
          + " one of its own: set data.dir to another folder, such as --set data.dir=demo-data, or"
          + " database.url to another database";

  /**
   * What a database contains about its mode.
   *
   * @param mode the recorded mode, or null
   * @param published whether it contains an API key of the demo
   * @param used whether it contains products, licenses or API keys
   */
  private record Found(@Nullable String mode, boolean published, boolean used) {
    /** Recorded, or implied by the use of an earlier version, which did not record the mode. */
    boolean isInProduction() {
      return PRODUCTION.equals(mode) || (mode == null && !published);
    }

    boolean isDemo() {
      return published || DEMO.equals(mode);
    }
  }

  private DatabaseMode() {}

  /**
   * Claims a database for production, for good.
   *
   * @return fails with {@link OtherModeException} if it is the demo's
   */
  public static Future<Void> claimForProduction(Pool pool) {
    return pool.withTransaction(
        connection ->
            find(connection)
                .compose(
                    found ->
                        found.isDemo()
                            ? Future.failedFuture(new OtherModeException(OF_DEMO))
                            : writeUnlessThere(connection, PRODUCTION)));
  }

  /** Claims it for the demo, in the transaction that seeds it. */
  static Future<Void> claimForDemo(SqlConnection connection) {
    return find(connection)
        .compose(
            found -> {
              if (PRODUCTION.equals(found.mode)) {
                return refuseDemo("in production");
              }
              return found.used && !found.isDemo()
                  ? refuseDemo(
                      "in use, with products, licenses or API keys that are not the demo's")
                  : writeUnlessThere(connection, DEMO);
            });
  }

  /**
   * Switches the demo's database to production, in the transaction that removes the demo's data.
   *
   * @return whether it was not in production before
   */
  public static Future<Boolean> adopt(SqlConnection connection) {
    return connection
        .query(
            """
            INSERT INTO installation (mode) VALUES ('production')
            ON CONFLICT (the_only_row) DO UPDATE SET mode = excluded.mode, since = excluded.since
             WHERE installation.mode <> excluded.mode""")
        .execute()
        .map(written -> written.rowCount() > 0);
  }

  /**
   * Whether it is in production: recorded so, or not recorded and without API keys of the demo.
   * Nobody else can claim it until the transaction ends.
   */
  public static Future<Boolean> isInProduction(SqlConnection connection) {
    return find(connection).map(Found::isInProduction);
  }

  /** Whether it is recorded as the demo's. Nobody else can claim it until the transaction ends. */
  public static Future<Boolean> isDemo(SqlConnection connection) {
    return find(connection).map(found -> DEMO.equals(found.mode));
  }

  private static Future<Found> find(SqlConnection connection) {
    return connection
        .query(TAKE_TURNS)
        .execute()
        .compose(
            locked ->
                connection
                    .preparedQuery(FIND)
                    .execute(Tuple.tuple().addArrayOfBuffer(DemoData.publishedHashes())))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Found(
                  row.getString("mode"), row.getBoolean("published"), row.getBoolean("used"));
            });
  }

  private static Future<Void> writeUnlessThere(SqlConnection connection, String mode) {
    return connection
        .preparedQuery("INSERT INTO installation (mode) VALUES ($1) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(mode))
        .mapEmpty();
  }

  private static Future<Void> refuseDemo(String state) {
    return Future.failedFuture(new OtherModeException(OF_PRODUCTION.replace("STATE", state)));
  }
}
