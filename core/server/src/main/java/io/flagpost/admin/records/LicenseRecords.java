package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.audit.MaskedKey;
import io.flagpost.admin.listing.Listing;
import java.util.List;
import java.util.function.UnaryOperator;

/** Licenses as records: their members, defaults and states. */
final class LicenseRecords {
  static final RecordTable TABLE =
      new RecordTable(
          RecordReach.LICENSES,
          "license",
          List.of("id"),
          List.of(
              "license_key",
              "reference",
              "product_id",
              "environment",
              "status",
              "expires_at",
              "activation_limit",
              "note"),
          List.of(
              "id",
              "license_key",
              "reference",
              "product_id",
              "environment",
              "status",
              "expires_at",
              "activation_limit",
              "note",
              "created_at",
              "updated_at",
              "revision"));

  private static final String REVOKED = "revoked";

  private LicenseRecords() {}

  static Listing list() {
    String end = "coalesce(expires_at, 'infinity')";
    return TABLE
        .listing("id", "bigint")
        .filteredBy("product_id", "product_id = $1::bigint")
        .filteredBy("status", "status = $1")
        .filteredBy("environment", "environment = $1")
        .filteredBy("reference", "reference = $1")
        .filteredBy("license_key", "license_key = $1")
        .filteredBy("expires_before", end + " < $1::timestamptz")
        .filteredBy("expires_after", "expires_at IS NOT NULL AND " + end + " >= $1::timestamptz")
        .sortedBy("id", "id", "bigint")
        .sortedBy("created_at", "created_at", "timestamptz")
        .sortedBy("updated_at", "updated_at", "timestamptz")
        .sortedBy("expires_at", end, "timestamptz");
  }

  static RecordEditor editor(Changes changes) {
    return new RecordEditor(
        changes,
        TABLE,
        "license",
        record -> "license/" + record.path("id").asText(),
        LicenseRecords::masked);
  }

  /** A complete license, from the given members and the defaults. */
  static ObjectNode complete(JsonNode given, LicenseKeys keys) {
    ObjectNode record = given.deepCopy();
    if (!record.has("license_key")) {
      record.put("license_key", keys.next());
    }
    if (!record.has("status")) {
      record.put("status", "active");
    }
    if (!record.has("environment")) {
      record.put("environment", "production");
    }
    for (String optional : List.of("reference", "expires_at", "activation_limit", "note")) {
      if (!record.has(optional)) {
        record.putNull(optional);
      }
    }
    ApiTimestamps.normalise(record, "expires_at");
    return record;
  }

  /**
   * Replaces a license by a complete one, except for its key and status if they are not given: a
   * client that pushes a license need not know them.
   */
  static UnaryOperator<ObjectNode> replacing(JsonNode given, ObjectNode whole) {
    return known -> {
      ObjectNode wanted = known.deepCopy();
      wanted.setAll(whole);
      for (String kept : List.of("license_key", "status")) {
        if (!given.has(kept)) {
          wanted.set(kept, known.get(kept));
        }
      }
      checkState(known, wanted.path("status").asText());
      return wanted;
    };
  }

  static UnaryOperator<ObjectNode> inState(String status) {
    return known -> {
      checkState(known, status);
      return known.put("status", status);
    };
  }

  private static void checkState(ObjectNode known, String wanted) {
    if (known.path("status").asText().equals(REVOKED) && !wanted.equals(REVOKED)) {
      throw new ProblemException(
          Problem.conflict("The license is revoked, which is final: it cannot become " + wanted));
    }
  }

  private static ObjectNode masked(ObjectNode record) {
    return record.put("license_key", MaskedKey.of(record.path("license_key").asText()));
  }
}
