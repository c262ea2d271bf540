package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.text.TimestampText;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Checks timestamps that the admin API stores: in years that the database supports. */
final class ApiTimestamps {
  private static final int LAST_YEAR = 9999;

  private ApiTimestamps() {}

  /** Rewrites a timestamp of any offset to the form in which it will be read back. */
  static void normalise(ObjectNode record, String member) {
    JsonNode given = record.get(member);
    if (given == null || given.isNull()) {
      return;
    }
    try {
      OffsetDateTime moment =
          OffsetDateTime.parse(given.asText()).withOffsetSameInstant(ZoneOffset.UTC);
      if (moment.getYear() >= 1 && moment.getYear() <= LAST_YEAR) {
        record.put(
            member, TimestampText.shortest(moment.toInstant().truncatedTo(ChronoUnit.MICROS)));
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
