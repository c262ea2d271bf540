package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.database.SqlCondition;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which records of a kind a limited caller sees, and which it may change: it may see what belongs
 * to all environments, and change only what belongs to its own.
 *
 * @param seen over the columns of the table
 * @param changed whether a record of that state may be changed, or may be the result of a change
 */
record RecordReach(Reach seen, BiPredicate<Scope, ObjectNode> changed) {
  /** Records that belong to the whole installation. */
  static final RecordReach WHOLE =
      new RecordReach(Reach.WHOLE, (scope, record) -> scope.isUnlimited());

  static final RecordReach PRODUCTS = ofProduct("id");

  static final RecordReach VERSIONS = ofProduct("product_id");

  static final RecordReach LICENSES =
      new RecordReach(
          Reach.of("environment", "product_id"),
          (scope, record) ->
              scope.allows(
                  record.path("environment").asText(), record.path("product_id").asLong()));

  /** Those of a license within the limit: whoever has found one may change it. */
  static final RecordReach ACTIVATIONS =
      new RecordReach(RecordReach::ofSeenLicense, (scope, record) -> true);

  /** An API key of several products is within a limit if all of them are, one of all never. */
  static final RecordReach API_KEYS =
      new RecordReach(RecordReach::ofKeysProducts, RecordReach::mayChangeKey);

  private static RecordReach ofProduct(String id) {
    return new RecordReach(
        Reach.of(null, id), (scope, record) -> scope.allows(null, record.path(id).asLong()));
  }

  private static SqlCondition ofSeenLicense(Scope scope) {
    return scope.isUnlimited()
        ? SqlCondition.TRUE
        : SqlCondition.exists(
            "license l WHERE l.id = license_id", scope.condition("l.environment", "l.product_id"));
  }

  private static SqlCondition ofKeysProducts(Scope scope) {
    SqlCondition environment = scope.condition("environment", null);
    Set<Long> products = scope.products();
    return products == null
        ? environment
        : environment.and(
            SqlCondition.of("products <@ $1::bigint[]", (Object) products.toArray(Long[]::new)));
  }

  private static boolean mayChangeKey(Scope scope, ObjectNode key) {
    Set<Long> products = new HashSet<>();
    key.path("products").forEach(product -> products.add(product.asLong()));
    JsonNode environment = key.path("environment");
    return scope.covers(
        new Scope(
            key.path("products").isArray() ? products : null,
            Set.of(environment.asText("production"))));
  }
}
