package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.ingest.ColumnText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of records that are compared with telemetry, byte by byte. Sent values are trimmed,
 * so a stored value with leading or trailing white space would never match: it is refused.
 */
final class MatchedText {
  private static final List<String> MEMBERS =
      List.of("license_key", "reference", "identifier", "version");

  private MatchedText() {}

  /**
   * Refuses a new value that could never match.
   *
   * @param before the record before the change; null for a new one. An unchanged value is not
   *     refused.
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
   * Refuses a value that could never match.
   *
   * @throws ProblemException 400
   */
  static void check(String field, String value) {
    if (!ColumnText.trim(value).equals(value)) {
      throw new ProblemException(
          Problem.invalid(
              field,
              "must not begin or end with white space, because sent values are trimmed before they are compared"));
    }
  }
}
