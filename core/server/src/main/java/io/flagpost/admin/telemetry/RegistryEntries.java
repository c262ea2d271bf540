package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Collection;

/** What the vendor knows of license keys: each license with its limits and its activations. */
final class RegistryEntries {
  private static final int MOST_LICENSES = 20;
  private static final int MOST_ACTIVATIONS = 100;

  private static final Reach REACH = Reach.of("l.environment", "l.product_id");

  /** Times as the rest of the admin API writes them. */
  private static final String SELECT =
      """
      SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', l.id, 'license_key', l.license_key, 'reference', l.reference,
          'product_id', l.product_id, 'environment', l.environment, 'status', l.status,
          'expires_at', %1$s, 'activation_limit', l.activation_limit,
          'active_activations', a.active, 'activations', a.items) ORDER BY l.id), '[]')::text AS entries
        FROM (SELECT * FROM license l WHERE %2$s ORDER BY l.id LIMIT %3$s) AS l,
          LATERAL (
            SELECT (SELECT count(*) FROM activation c
                     WHERE c.license_id = l.id AND c.status = 'active') AS active,
                coalesce((SELECT jsonb_agg(jsonb_build_object(
                    'identifier', b.identifier, 'status', b.status, 'created_at', %4$s)
                    ORDER BY b.created_at DESC, b.identifier)
                  FROM (SELECT * FROM activation b WHERE b.license_id = l.id
                         ORDER BY b.created_at DESC, b.identifier LIMIT %5$s) AS b), '[]') AS items) AS a""";

  private static final String TIME =
      "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  private static final JsonMapper JSON = new JsonMapper();

  private RegistryEntries() {}

  /** The licenses with these keys that a caller may see. */
  static Future<JsonNode> of(SqlClient client, Scope scope, Collection<String> licenseKeys) {
    SqlCondition which =
        SqlCondition.of(
                "l.license_key = ANY ($1::text[])", (Object) licenseKeys.toArray(String[]::new))
            .and(REACH.within(scope));
    return Sql.format(
            SELECT,
            Sql.of(TIME.replace("%s", "l.expires_at")),
            which.sql(),
            Sql.of(Integer.toString(MOST_LICENSES)),
            Sql.of(TIME.replace("%s", "b.created_at")),
            Sql.of(Integer.toString(MOST_ACTIVATIONS)))
        .execute(client)
        .map(rows -> parse(rows.iterator().next().getString("entries")));
  }

  private static JsonNode parse(String entries) {
    try {
      return JSON.readTree(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL takes no such JSON", e);
    }
  }
}
