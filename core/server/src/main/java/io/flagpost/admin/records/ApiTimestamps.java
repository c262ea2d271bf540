package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * ApiTimestamps as the admin API writes them: ISO-8601 in UTC, to the microsecond that is stored.
 */
final class ApiTimestamps {
  private static final int LAST_YEAR = 9999;

  private ApiTimestamps() {}

  static String text(Instant moment) {
    return moment.toString();
  }

  /** Rewrites a member that holds a moment, in whatever offset, as it will be read back. */
  static void normalise(ObjectNode record, String member) {
    JsonNode given = record.get(member);
    if (given == null || given.isNull()) {
      return;
    }
    try {
      OffsetDateTime moment =
          OffsetDateTime.parse(given.asText()).withOffsetSameInstant(ZoneOffset.UTC);
      if (moment.getYear() >= 1 && moment.getYear() <= LAST_YEAR) {
        record.put(member, text(moment.toInstant().truncatedTo(ChronoUnit.MICROS)));
        return;
      }
    } catch (DateTimeException e) {
      throw new ProblemException(refusal(member));
    }
    throw new ProblemException(refusal(member));
  }

  private static Problem refusal(String member) {
    return Problem.invalid(member, "must be a time such as 2027-01-31T12:00:00Z");
  }
}
