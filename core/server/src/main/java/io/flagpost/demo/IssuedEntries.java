package io.flagpost.demo;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.registry.DemoData;
import io.flagpost.registry.Registry;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Puts the made-up vendor's products, licenses and activations into the registry. */
final class IssuedEntries {
  private static final String PRODUCT =
      "INSERT INTO product (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  private static final String VERSION =
      """
      INSERT INTO product_version (product_id, version, checksums, created_at)
      VALUES ($1, $2, ARRAY[$3::text], $4) ON CONFLICT DO NOTHING""";

  /** Issued one after the other, the last ones when the records begin. */
  private static final String LICENSES =
      """
      INSERT INTO license (license_key, product_id, environment, status, expires_at,
                           activation_limit, note, reference, created_at, updated_at)
      SELECT l.license_key, l.product_id, l.environment, l.status, l.expires_at,
             l.activation_limit, l.customer, '%s' || to_char(l.n, 'FM0000000'), l.issued, l.issued
        FROM (SELECT u.*, $8::timestamptz - interval '2 years' * (1 - u.n::float8 / $9) AS issued
                FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[],
                            $6::integer[], $7::text[]) WITH ORDINALITY
                  AS u (license_key, product_id, environment, status, expires_at,
                        activation_limit, customer, n)) AS l"""
          .replace("%s", DemoData.GENERATED_REFERENCE);

  private static final String ACTIVATIONS =
      """
      INSERT INTO activation (license_id, identifier, status, created_at, updated_at)
      SELECT l.id, u.identifier, CASE WHEN u.active THEN 'active' ELSE 'inactive' END,
             l.created_at, l.created_at
        FROM unnest($1::text[], $2::text[], $3::boolean[]) AS u (license_key, identifier, active)
        JOIN license l USING (license_key)""";

  private static final String LABELS =
      "INSERT INTO demo_story (story, kind, value) SELECT * FROM"
          + " unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING";

  private static final String ANNOUNCE = "NOTIFY " + Registry.CHANGES_CHANNEL;

  private IssuedEntries() {}

  /**
   * Inserts all that a plan needs, and its labels.
   *
   * @param registrar has issued it
   */
  static Future<Void> insert(SqlConnection connection, DemoDataPlan plan, Registrar registrar) {
    return products(connection, plan)
        .compose(v -> licenses(connection, plan, registrar.licenses()))
        .compose(v -> activations(connection, registrar.activations()))
        .compose(v -> labels(connection, registrar.labels()))
        .compose(v -> connection.query(ANNOUNCE).execute())
        .mapEmpty();
  }

  private static Future<Void> products(SqlConnection connection, DemoDataPlan plan) {
    Timeline time = new Timeline(plan);
    return connection
        .preparedQuery(PRODUCT)
        .executeBatch(
            DemoProduct.ALL.stream()
                .map(product -> Tuple.of(product.id(), product.name()))
                .toList())
        .compose(
            v ->
                connection
                    .preparedQuery(VERSION)
                    .executeBatch(
                        DemoProduct.ALL.stream()
                            .flatMap(
                                product ->
                                    product.releases().stream()
                                        .map(release -> version(product, release, time)))
                            .toList()))
        .mapEmpty();
  }

  private static Tuple version(DemoProduct product, Release release, Timeline time) {
    return Tuple.of(
        product.id(),
        release.version(),
        release.checksum(),
        DbTimestamps.utc(time.at(release.at())));
  }

  private static Future<Void> licenses(
      SqlConnection connection, DemoDataPlan plan, List<IssuedLicense> licenses) {
    return connection
        .preparedQuery(LICENSES)
        .execute(
            Tuple.tuple()
                .addArrayOfString(texts(licenses, IssuedLicense::key))
                .addArrayOfLong(array(licenses, Long[]::new, IssuedLicense::productId))
                .addArrayOfString(texts(licenses, IssuedLicense::environment))
                .addArrayOfString(texts(licenses, IssuedLicense::status))
                .addArrayOfOffsetDateTime(
                    array(
                        licenses,
                        OffsetDateTime[]::new,
                        license -> DbTimestamps.utcOrNull(license.expiresAt())))
                .addArrayOfInteger(array(licenses, Integer[]::new, IssuedLicense::activationLimit))
                .addArrayOfString(texts(licenses, IssuedLicense::customer))
                .addOffsetDateTime(DbTimestamps.utc(plan.begin()))
                .addDouble((double) licenses.size()))
        .mapEmpty();
  }

  private static Future<Void> activations(
      SqlConnection connection, List<IssuedActivation> activations) {
    return connection
        .preparedQuery(ACTIVATIONS)
        .execute(
            Tuple.tuple()
                .addArrayOfString(texts(activations, IssuedActivation::licenseKey))
                .addArrayOfString(texts(activations, IssuedActivation::identifier))
                .addArrayOfBoolean(array(activations, Boolean[]::new, IssuedActivation::active)))
        .mapEmpty();
  }

  private static Future<Void> labels(SqlConnection connection, List<StoryLabel> labels) {
    return connection
        .preparedQuery(LABELS)
        .execute(
            Tuple.tuple()
                .addArrayOfString(texts(labels, label -> label.story().text()))
                .addArrayOfString(texts(labels, StoryLabel::kind))
                .addArrayOfString(texts(labels, StoryLabel::value)))
        .mapEmpty();
  }

  private static <T> String[] texts(List<T> rows, Function<T, String> column) {
    return array(rows, String[]::new, column);
  }

  private static <T, C> C[] array(
      List<T> rows, IntFunction<C[]> arrays, Function<T, @Nullable C> column) {
    return rows.stream().map(column).toArray(arrays);
  }
}
