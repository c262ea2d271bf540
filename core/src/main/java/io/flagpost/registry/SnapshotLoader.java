package io.flagpost.registry;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.flagpost.envelope.SignatureProfile;
import io.flagpost.plugin.v1.Product;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads the reference data from PostgreSQL, all of it as of one moment. */
final class SnapshotLoader {
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
  private static final String API_KEYS =
      """
      SELECT id, key_hash, environment, active, capabilities,
             least(api_key.expires_at, api_key_secret.expires_at) AS expires_at,
             allow_list::text[] AS allow_list, products, profile, rate_limit
        FROM api_key_secret
        JOIN api_key ON api_key.id = api_key_secret.api_key_id""";
  private static final String PRODUCTS = "SELECT id, name FROM product";
  private static final String VERSIONS =
      "SELECT product_id, version, checksums FROM product_version";
  private static final String BLOCK_LIST =
      "SELECT kind, coalesce(network::text, identifier) AS value FROM block_list";

  private final Pool pool;
  private final Clock clock;

  SnapshotLoader(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  Future<RegistrySnapshot> load() {
    Instant begun = clock.instant();
    return pool.withTransaction(
        connection ->
            connection
                .query(ONE_MOMENT)
                .execute()
                .compose(set -> readAll(connection))
                .map(tables -> assemble(begun, tables)));
  }

  private static Future<List<RowSet<Row>>> readAll(SqlConnection connection) {
    return Future.all(
            Stream.of(API_KEYS, PRODUCTS, VERSIONS, BLOCK_LIST)
                .map(sql -> connection.query(sql).execute())
                .toList())
        .map(read -> read.<RowSet<Row>>list());
  }

  private static RegistrySnapshot assemble(Instant begun, List<RowSet<Row>> tables) {
    Map<ApiKeyHash, ApiKey> apiKeys =
        collect(tables.get(0), toMap(SnapshotLoader::keyHash, SnapshotLoader::apiKey));
    Map<Long, Product> products =
        collect(tables.get(1), toMap(row -> row.getLong("id"), SnapshotLoader::product));
    Map<Long, Map<String, Set<String>>> versions =
        collect(
            tables.get(2),
            groupingBy(
                row -> row.getLong("product_id"),
                toMap(row -> row.getString("version"), SnapshotLoader::checksums)));
    Map<String, List<String>> blocked =
        collect(
            tables.get(3),
            groupingBy(
                row -> row.getString("kind"), mapping(row -> row.getString("value"), toList())));
    return new RegistrySnapshot(
        begun,
        apiKeys,
        products,
        versions,
        IpNetworks.of(blocked.getOrDefault("network", List.of())),
        Set.copyOf(blocked.getOrDefault("user", List.of())),
        Set.copyOf(blocked.getOrDefault("activation", List.of())));
  }

  private static <T> T collect(RowSet<Row> rows, Collector<Row, ?, T> collector) {
    return StreamSupport.stream(rows.spliterator(), false).collect(collector);
  }

  private static ApiKeyHash keyHash(Row row) {
    return ApiKeyHash.ofStored(row.getBuffer("key_hash"));
  }

  private static ApiKey apiKey(Row row) {
    return new ApiKey(
        row.getLong("id"),
        row.getString("environment"),
        row.getBoolean("active"),
        instant(row.getOffsetDateTime("expires_at")),
        Arrays.stream(row.getArrayOfStrings("capabilities"))
            .map(name -> Capability.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(toSet()),
        IpNetworks.of(orEmpty(row.getArrayOfStrings("allow_list"))),
        Set.copyOf(orEmpty(row.getArrayOfLongs("products"))),
        SignatureProfile.valueOf(row.getString("profile").toUpperCase(Locale.ROOT)),
        row.getInteger("rate_limit"));
  }

  private static Set<String> checksums(Row row) {
    return Set.copyOf(List.of(row.getArrayOfStrings("checksums")));
  }

  private static Product product(Row row) {
    return new Product(Long.toString(row.getLong("id")), row.getString("name"));
  }

  private static <T> List<T> orEmpty(T @Nullable [] array) {
    return array == null ? List.of() : List.of(array);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime moment) {
    return moment == null ? null : moment.toInstant();
  }
}
