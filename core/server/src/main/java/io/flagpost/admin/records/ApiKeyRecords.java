package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.listing.Listing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * API keys as records: their members, defaults and rules. They contain neither secrets nor hashes
 * of them.
 */
final class ApiKeyRecords {
  private static final String ISO = "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'";

  static final RecordTable TABLE =
      new RecordTable(
          RecordReach.API_KEYS,
          "api_key",
          List.of("id"),
          List.of(
              "name",
              "environment",
              "active",
              "capabilities",
              "allow_list",
              "products",
              "profile",
              "rate_limit",
              "expires_at",
              "revoked_at"),
          List.of(
              "id",
              "name",
              "environment",
              "active",
              "capabilities",
              "allow_list",
              "products",
              "profile",
              "rate_limit",
              "expires_at",
              "revoked_at",
              "last_used_at",
              "secrets",
              "created_at",
              "updated_at",
              "revision"),
          "allow_list::text[] AS allow_list",
          String.format(
              Locale.ROOT,
              """
          coalesce((SELECT jsonb_agg(jsonb_build_object(
                    'prefix', prefix,
                    'created_at', to_char(created_at AT TIME ZONE 'UTC', %1$s),
                    'expires_at', to_char(expires_at AT TIME ZONE 'UTC', %1$s))
                  ORDER BY created_at DESC, key_hash)
             FROM api_key_secret
            WHERE api_key_id = api_key.id
              AND (expires_at IS NULL OR expires_at > now())), '[]') AS secrets""",
              ISO));

  private ApiKeyRecords() {}

  static Listing list() {
    return TABLE
        .listing("id", "bigint")
        .filteredBy("name", "name = $1")
        .filteredBy("environment", "environment = $1")
        .filteredBy("active", "active = $1::boolean")
        .filteredBy("product_id", "products @> ARRAY[$1::bigint]")
        .sortedBy("id", "id", "bigint")
        .sortedBy("name", "name COLLATE \"C\"", "text")
        .sortedBy("created_at", "created_at", "timestamptz")
        .sortedBy("updated_at", "updated_at", "timestamptz")
        .sortedBy("expires_at", "coalesce(expires_at, 'infinity')", "timestamptz")
        .sortedBy("last_used_at", "coalesce(last_used_at, '-infinity')", "timestamptz");
  }

  /** The given members of an API key, in their stored form. */
  static ObjectNode normalised(JsonNode given) {
    ObjectNode record = given.deepCopy();
    ApiTimestamps.normalise(record, "expires_at");
    JsonNode networks = record.path("allow_list");
    if (networks.isArray()) {
      Set<String> canonical = new LinkedHashSet<>();
      for (int i = 0; i < networks.size(); i++) {
        canonical.add(Networks.normalise("allow_list[" + i + "]", networks.get(i).asText()));
      }
      ArrayNode allowList = record.putArray("allow_list");
      canonical.forEach(allowList::add);
    }
    return record;
  }

  /** Changes the given members. A revoked key cannot be activated again. */
  static ObjectNode merge(ObjectNode known, ObjectNode given) {
    if (given.path("active").asBoolean()) {
      checkNotRevoked(known);
    }
    return known.setAll(given);
  }

  static void checkNotRevoked(ObjectNode known) {
    if (!known.path("revoked_at").isNull()) {
      throw new ProblemException(Problem.conflict("The API key is revoked, which is final"));
    }
  }
}
