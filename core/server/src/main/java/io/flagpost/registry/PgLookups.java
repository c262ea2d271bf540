package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers from the newest snapshot, the caches or PostgreSQL, in this order. Thread-safe. */
final class PgLookups implements Lookups {
  /** The longest key or identifier in the database, in code points. */
  private static final int LONGEST_KEY = 255;

  private static final String LICENSES =
      """
      SELECT license_key, product_id, environment, status, expires_at, activation_limit
        FROM license
       WHERE license_key = ANY ($1::text[])""";

  private static final String ACTIVATIONS =
      """
      SELECT license_key, activation.identifier, activation.status
        FROM unnest($1::text[], $2::text[]) AS asked (license_key, identifier)
        JOIN license USING (license_key)
        JOIN activation
          ON activation.license_id = license.id AND activation.identifier = asked.identifier""";

  /** An activation and its license. */
  private record ActivationKey(String licenseKey, String identifier) {
    @Override
    public String toString() {
      return "ActivationKey[hidden]";
    }
  }

  private final Pool pool;
  private final Supplier<RegistrySnapshot> snapshot;
  private final LookupCache<String, License> licenses;
  private final LookupCache<ActivationKey, Activation> activations;
  private final LongAdder licenseQueries = new LongAdder();
  private final LongAdder activationQueries = new LongAdder();

  PgLookups(
      Pool pool, Supplier<RegistrySnapshot> snapshot, RegistrySettings settings, Ticker ticker) {
    this.pool = pool;
    this.snapshot = snapshot;
    this.licenses = new LookupCache<>("licenses", settings, ticker, this::loadLicenses);
    this.activations = new LookupCache<>("activations", settings, ticker, this::loadActivations);
  }

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    return canExist(licenseKey) ? licenses.get(licenseKey) : nothing();
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    return canExist(licenseKey) && canExist(activationIdentifier)
        ? activations.get(new ActivationKey(licenseKey, activationIdentifier))
        : nothing();
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    return CompletableFuture.completedStage(snapshot.get().product(productId));
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    return CompletableFuture.completedStage(snapshot.get().productVersion(productId, version));
  }

  /** Clears the caches. */
  void clear() {
    licenses.clear();
    activations.clear();
  }

  boolean areAvailable() {
    return licenses.isAvailable() && activations.isAvailable();
  }

  long cacheHits() {
    return licenses.hits() + activations.hits();
  }

  long cacheMisses() {
    return licenses.misses() + activations.misses();
  }

  long licenseQueries() {
    return licenseQueries.sum();
  }

  long activationQueries() {
    return activationQueries.sum();
  }

  private Future<Map<String, License>> loadLicenses(List<String> keys) {
    licenseQueries.increment();
    return pool.preparedQuery(LICENSES)
        .execute(Tuple.tuple().addArrayOfString(keys.toArray(String[]::new)))
        .map(rows -> index(rows, PgLookups::license, License::key));
  }

  private Future<Map<ActivationKey, Activation>> loadActivations(List<ActivationKey> keys) {
    activationQueries.increment();
    return pool.preparedQuery(ACTIVATIONS)
        .execute(
            Tuple.tuple()
                .addArrayOfString(
                    keys.stream().map(ActivationKey::licenseKey).toArray(String[]::new))
                .addArrayOfString(
                    keys.stream().map(ActivationKey::identifier).toArray(String[]::new)))
        .map(
            rows ->
                index(
                    rows,
                    PgLookups::activation,
                    found -> new ActivationKey(found.licenseKey(), found.identifier())));
  }

  private static <K, V> Map<K, V> index(
      RowSet<Row> rows, Function<Row, V> read, Function<V, K> keyOf) {
    Map<K, V> found = new HashMap<>();
    for (Row row : rows) {
      V value = read.apply(row);
      found.put(keyOf.apply(value), value);
    }
    return found;
  }

  private static License license(Row row) {
    Integer activationLimit = row.getInteger("activation_limit");
    return new License(
        row.getString("license_key"),
        LicenseStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(row.getOffsetDateTime("expires_at")).map(OffsetDateTime::toInstant),
        Long.toString(row.getLong("product_id")),
        row.getString("environment"),
        activationLimit == null ? OptionalInt.empty() : OptionalInt.of(activationLimit));
  }

  private static Activation activation(Row row) {
    return new Activation(
        row.getString("license_key"),
        row.getString("identifier"),
        row.getString("status").equals("active"));
  }

  /** PostgreSQL cannot store U+0000, and no column is longer, so a query would find nothing. */
  private static boolean canExist(String key) {
    return !key.isEmpty()
        && key.length() <= 2 * LONGEST_KEY
        && key.codePointCount(0, key.length()) <= LONGEST_KEY
        && key.indexOf('\0') < 0;
  }

  private static <T> CompletionStage<Optional<T>> nothing() {
    return CompletableFuture.completedStage(Optional.empty());
  }
}
