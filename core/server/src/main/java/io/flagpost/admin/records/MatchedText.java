package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.ingest.ColumnText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of records that telemetry is compared with, byte by byte. A value that is sent loses
 * the white space at its ends, so one that is stored with some would never be met: it is refused.
 */
final class MatchedText {
  private static final List<String> MEMBERS =
      List.of("license_key", "reference", "identifier", "version");

  private MatchedText() {}

  /**
   * Refuses what can never be met.
   *
   * @param before the record as it is; null for a new one. What stays as it is may stay.
   * @throws ProblemException 400
   */
  static void check(@Nullable JsonNode before, JsonNode wanted) {
    for (String member : MEMBERS) {
      JsonNode value = wanted.path(member);
      if (value.isTextual() && (before == null || !value.equals(before.path(member)))) {
        check(member, value.textValue());
      }
    }
  }

  /**
   * Refuses a value that can never be met.
   *
   * @throws ProblemException 400
   */
  static void check(String field, String value) {
    if (!ColumnText.trim(value).equals(value)) {
      throw new ProblemException(
          Problem.invalid(
              field,
              "must not begin or end with white space: what clients send is compared without it"));
    }
  }
}
