package io.flagpost.registry;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.registry.RegistryTables.BlockRow;
import io.flagpost.registry.RegistryTables.KeyRow;
import io.flagpost.registry.RegistryTables.ProductRow;
import io.flagpost.registry.RegistryTables.VersionRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads all reference data from PostgreSQL in one snapshot. */
final class ReferenceLoader {
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
  // Each is ordered, so that unchanged data are equal.
  private static final String API_KEYS =
      """
      SELECT id, key_hash, environment, active, capabilities,
             least(api_key.expires_at, api_key_secret.expires_at) AS expires_at,
             allow_list::text[] AS allow_list, products, profile, rate_limit
        FROM api_key_secret
        JOIN api_key ON api_key.id = api_key_secret.api_key_id
       ORDER BY key_hash""";
  private static final String PRODUCTS = "SELECT id, name FROM product ORDER BY id";
  private static final String VERSIONS =
      "SELECT product_id, version, checksums FROM product_version ORDER BY product_id, version";
  private static final String BLOCK_LIST =
      "SELECT kind, coalesce(network::text, identifier) AS value FROM block_list ORDER BY id";

  /**
   * The result of a read.
   *
   * @param tables the data row by row
   * @param snapshot the same, for queries
   */
  record Loaded(RegistryTables tables, RegistrySnapshot snapshot) {
    static Loaded of(RegistryTables tables, Instant at) {
      return new Loaded(tables, tables.snapshot(at));
    }
  }

  private final Pool pool;
  private final Clock clock;

  ReferenceLoader(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * Reads everything.
   *
   * @param before the previous result, whose parts are reused if they have not changed
   */
  Future<Loaded> load(Loaded before) {
    Instant begun = clock.instant();
    return pool.withTransaction(
            connection ->
                connection.query(ONE_MOMENT).execute().compose(set -> readAll(connection)))
        .map(ReferenceLoader::tables)
        .map(
            tables ->
                tables.equals(before.tables)
                    ? new Loaded(before.tables, before.snapshot.asOf(begun))
                    : Loaded.of(tables, begun));
  }

  private static Future<List<RowSet<Row>>> readAll(SqlConnection connection) {
    return Future.all(
            Stream.of(API_KEYS, PRODUCTS, VERSIONS, BLOCK_LIST)
                .map(sql -> connection.query(sql).execute())
                .toList())
        .map(read -> read.<RowSet<Row>>list());
  }

  private static RegistryTables tables(List<RowSet<Row>> read) {
    return new RegistryTables(
        list(read.get(0), ReferenceLoader::apiKey),
        list(read.get(1), row -> new ProductRow(row.getLong("id"), row.getString("name"))),
        list(read.get(2), ReferenceLoader::version),
        list(read.get(3), row -> new BlockRow(row.getString("kind"), row.getString("value"))));
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> each) {
    return StreamSupport.stream(rows.spliterator(), false).map(each).toList();
  }

  private static KeyRow apiKey(Row row) {
    return new KeyRow(
        row.getLong("id"),
        HexFormat.of().formatHex(row.getBuffer("key_hash").getBytes()),
        row.getString("environment"),
        row.getBoolean("active"),
        TimestampText.shortestOrNull(DbTimestamps.orNull(row, "expires_at")),
        List.of(row.getArrayOfStrings("capabilities")),
        orEmpty(row.getArrayOfStrings("allow_list")),
        orEmpty(row.getArrayOfLongs("products")),
        row.getString("profile"),
        row.getInteger("rate_limit"));
  }

  private static VersionRow version(Row row) {
    return new VersionRow(
        row.getLong("product_id"),
        row.getString("version"),
        List.of(row.getArrayOfStrings("checksums")));
  }

  private static <T> List<T> orEmpty(T @Nullable [] array) {
    return array == null ? List.of() : List.of(array);
  }
}
