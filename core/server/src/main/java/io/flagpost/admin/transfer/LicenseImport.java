package io.flagpost.admin.transfer;

import io.flagpost.admin.transfer.ImportOptions.OnExisting;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Imports licenses, which a file identifies by their keys. A missing value is left unchanged, or is
 * the default for a new license.
 */
final class LicenseImport implements ImportTarget {
  private static final String REPEATED =
      """
      SELECT r.line, '%1$s' AS field, 'is that of line ' || twice.first_line || ' too' AS reason
        FROM (SELECT %1$s, min(line) AS first_line FROM import_row
               WHERE %1$s IS NOT NULL GROUP BY %1$s HAVING count(*) > 1) twice
        JOIN import_row r USING (%1$s)
       WHERE r.line > twice.first_line""";

  private static final String EXISTING =
      """
      SELECT r.line, 'license_key' AS field, 'is that of a license that is there already' AS reason
        FROM import_row r JOIN license l USING (license_key)""";

  private static final String UNKNOWN_PRODUCT =
      """
      SELECT line, 'product_id' AS field, 'there is no product ' || product_id AS reason
        FROM import_row r
       WHERE NOT EXISTS (SELECT FROM product p WHERE p.id = r.product_id)""";

  /**
   * Also refused if that license's own row would give up the reference: which of the two would come
   * first?
   */
  private static final String REFERENCE_TAKEN =
      """
      SELECT r.line, 'reference' AS field, 'belongs to another license' AS reason
        FROM import_row r JOIN license l ON l.reference = r.reference
       WHERE l.license_key <> r.license_key""";

  private static final String REVIVED =
      """
      SELECT line, 'status' AS field,
             'the license is revoked, which is final: it cannot become ' || status AS reason
        FROM import_change WHERE was = 'revoked' AND status <> 'revoked'""";

  private static final String SKIP_EXISTING =
      "DELETE FROM import_row r USING license l WHERE l.license_key = r.license_key";

  /**
   * The licenses that differ, locked in the order of their keys. If somebody else is changing one,
   * this waits and evaluates it again.
   */
  private static final String FIND_CHANGES =
      String.format(
          Locale.ROOT,
          """
      CREATE TEMP TABLE import_change ON COMMIT DROP AS
      SELECT r.line, l.id, l.status AS was, r.product_id,
             coalesce(r.environment, l.environment) AS environment,
             coalesce(r.status, l.status) AS status, %1$s
        FROM license l JOIN import_row r USING (license_key)
       WHERE (l.product_id, l.environment, l.status, l.expires_at, l.activation_limit, l.reference,
              l.note)
             IS DISTINCT FROM
             (r.product_id, coalesce(r.environment, l.environment), coalesce(r.status, l.status),
              %2$s)
       ORDER BY l.license_key
         FOR NO KEY UPDATE OF l""",
          kept(true),
          kept(false));

  private static final String UPDATE =
      """
      UPDATE license l
         SET product_id = c.product_id, environment = c.environment, status = c.status,
             expires_at = c.expires_at, activation_limit = c.activation_limit,
             reference = c.reference, note = c.note,
             revision = l.revision + 1, updated_at = statement_timestamp()
        FROM import_change c
       WHERE l.id = c.id""";

  private static final String INSERT =
      """
      INSERT INTO license (license_key, product_id, environment, status, expires_at,
                           activation_limit, reference, note, created_at, updated_at)
      SELECT license_key, product_id, coalesce(environment, 'production'),
             coalesce(status, 'active'), expires_at, activation_limit, reference, note,
             statement_timestamp(), statement_timestamp()
        FROM import_row r
       WHERE NOT EXISTS (SELECT FROM license l WHERE l.license_key = r.license_key)
       ORDER BY license_key""";

  @Override
  public String name() {
    return "license";
  }

  @Override
  public Columns columns() {
    return Columns.LICENSES;
  }

  @Override
  public Future<ImportReport> merge(
      ImportSql sql, OnExisting onExisting, long read, ImportErrors errors) {
    return sql.run("ANALYZE import_row")
        .compose(
            analyzed ->
                sql.check(
                    List.of(
                        String.format(Locale.ROOT, REPEATED, "license_key"),
                        String.format(Locale.ROOT, REPEATED, "reference")),
                    errors))
        .compose(
            checked ->
                onExisting == OnExisting.SKIP ? sql.run(SKIP_EXISTING) : Future.succeededFuture(0))
        .compose(skipped -> merge(sql, onExisting, read, skipped, errors));
  }

  private static Future<ImportReport> merge(
      ImportSql sql, OnExisting onExisting, long read, int skipped, ImportErrors errors) {
    return sql.run(FIND_CHANGES)
        .compose(found -> sql.check(checks(onExisting), errors))
        .compose(checked -> errors.isEmpty() ? sql.run(UPDATE) : Future.succeededFuture(0))
        .compose(
            updated ->
                (errors.isEmpty() ? sql.run(INSERT) : Future.succeededFuture(0))
                    .map(created -> new ImportReport(read, created, updated, skipped)));
  }

  private static List<String> checks(OnExisting onExisting) {
    List<String> checks = new ArrayList<>(List.of(UNKNOWN_PRODUCT, REFERENCE_TAKEN));
    checks.add(onExisting == OnExisting.FAIL ? EXISTING : REVIVED);
    return checks;
  }

  /** The columns that can be cleared: a given value counts even if it is empty. */
  private static String kept(boolean named) {
    List<String> expressions = new ArrayList<>();
    for (String name : List.of("expires_at", "activation_limit", "reference", "note")) {
      expressions.add(
          String.format(
              Locale.ROOT,
              "CASE WHEN r.given & %2$d <> 0 THEN r.%1$s ELSE l.%1$s END%3$s",
              name,
              Columns.LICENSES.bit(name),
              named ? " AS " + name : ""));
    }
    return String.join(", ", expressions);
  }
}
