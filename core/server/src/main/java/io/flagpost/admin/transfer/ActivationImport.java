package io.flagpost.admin.transfer;

import io.flagpost.admin.transfer.ImportOptions.OnExisting;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Imports activations, which a file identifies by their identifier and their license's key or
 * reference. A missing status is left unchanged, or is active for a new activation.
 */
final class ActivationImport implements ImportTarget {
  private static final String NO_LICENSE_NAMED =
      """
      SELECT line, 'license_key' AS field,
             'is missing, and so is license_reference: one of them is needed' AS reason
        FROM import_row WHERE license_key IS NULL AND license_reference IS NULL""";

  private static final String FIND_LICENSES =
      """
      CREATE TEMP TABLE import_activation ON COMMIT DROP AS
      SELECT r.line, r.identifier, r.status, coalesce(k.id, f.id) AS license_id,
             r.license_key IS NOT NULL AND k.id IS NULL AS key_unknown,
             r.license_reference IS NOT NULL AND f.id IS NULL AS reference_unknown,
             k.id <> f.id AS differ
        FROM import_row r
        LEFT JOIN license k ON k.license_key = r.license_key
        LEFT JOIN license f ON f.reference = r.license_reference""";

  private static final String UNKNOWN_LICENSE =
      """
      SELECT line, CASE WHEN key_unknown THEN 'license_key' ELSE 'license_reference' END AS field,
             'names no license' AS reason
        FROM import_activation WHERE key_unknown OR reference_unknown""";

  private static final String TWO_LICENSES =
      """
      SELECT line, 'license_reference' AS field, 'is not that of the license of license_key' AS reason
        FROM import_activation WHERE differ""";

  private static final String REPEATED =
      """
      SELECT i.line, 'identifier' AS field,
             'is that of line ' || twice.first_line || ' too, for the same license' AS reason
        FROM (SELECT license_id, identifier, min(line) AS first_line FROM import_activation
               WHERE license_id IS NOT NULL GROUP BY license_id, identifier HAVING count(*) > 1) twice
        JOIN import_activation i USING (license_id, identifier)
       WHERE i.line > twice.first_line""";

  private static final String EXISTING =
      """
      SELECT i.line, 'identifier' AS field,
             'is that of an activation that is there already' AS reason
        FROM import_activation i JOIN activation a USING (license_id, identifier)""";

  private static final String SKIP_EXISTING =
      """
      DELETE FROM import_activation i USING activation a
       WHERE a.license_id = i.license_id AND a.identifier = i.identifier""";

  /** Everything that can make an activation active locks its license, so that the limit is kept. */
  private static final String LOCK_LIMITED =
      """
      SELECT count(*) FROM (
        SELECT FROM license l
         WHERE l.activation_limit IS NOT NULL
           AND EXISTS (SELECT FROM import_activation i
                        WHERE i.license_id = l.id AND i.status IS DISTINCT FROM 'inactive')
         ORDER BY l.id FOR NO KEY UPDATE) AS locked""";

  /** The last rows that make an activation active, as many as exceed the limit. */
  private static final String OVER_LIMIT =
      """
      WITH limited AS (
        SELECT l.id AS license_id, l.activation_limit FROM license l
         WHERE l.activation_limit IS NOT NULL
           AND EXISTS (SELECT FROM import_activation i
                        WHERE i.license_id = l.id AND i.status IS DISTINCT FROM 'inactive')),
      active AS (
        SELECT a.license_id, count(*) AS before
          FROM activation a JOIN limited USING (license_id)
         WHERE a.status = 'active' GROUP BY a.license_id),
      turned AS (
        SELECT i.line, i.license_id,
               (coalesce(i.status, a.status, 'active') = 'active')::int
                 - (a.status IS NOT DISTINCT FROM 'active')::int AS step
          FROM import_activation i JOIN limited USING (license_id)
          LEFT JOIN activation a USING (license_id, identifier)),
      ranked AS (
        SELECT line, license_id, step,
               sum(step) OVER (PARTITION BY license_id) AS change,
               row_number() OVER (PARTITION BY license_id, step ORDER BY line DESC) AS from_end
          FROM turned)
      SELECT r.line, 'identifier' AS field,
             'is one more than the license may have active: its activation_limit is '
               || activation_limit AS reason
        FROM ranked r JOIN limited USING (license_id) LEFT JOIN active USING (license_id)
       WHERE r.step = 1
         AND r.from_end <= coalesce(active.before, 0) + r.change - activation_limit""";

  private static final String FIND_CHANGES =
      """
      CREATE TEMP TABLE import_change ON COMMIT DROP AS
      SELECT a.license_id, a.identifier, i.status
        FROM activation a JOIN import_activation i USING (license_id, identifier)
       WHERE a.status <> i.status
       ORDER BY a.license_id, a.identifier
         FOR NO KEY UPDATE OF a""";

  private static final String UPDATE =
      """
      UPDATE activation a
         SET status = c.status, revision = a.revision + 1, updated_at = statement_timestamp()
        FROM import_change c
       WHERE a.license_id = c.license_id AND a.identifier = c.identifier""";

  private static final String INSERT =
      """
      INSERT INTO activation (license_id, identifier, status, created_at, updated_at)
      SELECT i.license_id, i.identifier, coalesce(i.status, 'active'), statement_timestamp(),
             statement_timestamp()
        FROM import_activation i
       WHERE NOT EXISTS (SELECT FROM activation a
                          WHERE a.license_id = i.license_id AND a.identifier = i.identifier)
       ORDER BY i.license_id, i.identifier""";

  @Override
  public String name() {
    return "activation";
  }

  @Override
  public Columns columns() {
    return Columns.ACTIVATIONS;
  }

  @Override
  public Future<ImportReport> merge(
      ImportSql sql, OnExisting onExisting, long read, ImportErrors errors) {
    return sql.run("ANALYZE import_row")
        .compose(analyzed -> sql.check(NO_LICENSE_NAMED, errors))
        .compose(checked -> sql.run(FIND_LICENSES))
        .compose(found -> sql.run("ANALYZE import_activation"))
        .compose(analyzed -> sql.check(List.of(UNKNOWN_LICENSE, TWO_LICENSES, REPEATED), errors))
        .compose(
            checked ->
                onExisting == OnExisting.SKIP ? sql.run(SKIP_EXISTING) : Future.succeededFuture(0))
        .compose(skipped -> merge(sql, onExisting, read, skipped, errors));
  }

  private static Future<ImportReport> merge(
      ImportSql sql, OnExisting onExisting, long read, int skipped, ImportErrors errors) {
    return sql.run(LOCK_LIMITED)
        .compose(locked -> sql.run(FIND_CHANGES))
        .compose(found -> sql.check(checks(onExisting), errors))
        .compose(checked -> errors.isEmpty() ? sql.run(UPDATE) : Future.succeededFuture(0))
        .compose(
            updated ->
                (errors.isEmpty() ? sql.run(INSERT) : Future.succeededFuture(0))
                    .map(created -> new ImportReport(read, created, updated, skipped)));
  }

  private static List<String> checks(OnExisting onExisting) {
    List<String> checks = new ArrayList<>(List.of(OVER_LIMIT));
    if (onExisting == OnExisting.FAIL) {
      checks.add(EXISTING);
    }
    return checks;
  }
}
