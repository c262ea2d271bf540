package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.SearchOrder;
import io.flagpost.wire.CanonicalBase64;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a page of a search ends, for the same order and filter only. Opaque to clients. */
final class SearchCursor {
  private static final Pattern TEXT =
      Pattern.compile("(?<order>newest|oldest) (?<id>[0-9]{1,18}) (?<filter>[0-9a-f]{1,64})");

  private SearchCursor() {}

  /** The cursor of a page that ends at an id. */
  static String text(SearchOrder order, RecordFilter filter, long id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            (name(order) + " " + id + " " + filter.fingerprint())
                .getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The id that a cursor stands for.
   *
   * @throws ProblemException 400 if it is none of this order and filter
   */
  static long parse(String text, SearchOrder order, RecordFilter filter) {
    try {
      String decoded = new String(CanonicalBase64.decodeUrl(text), StandardCharsets.US_ASCII);
      Matcher cursor = TEXT.matcher(decoded);
      if (cursor.matches()
          && cursor.group("order").equals(name(order))
          && cursor.group("filter").equals(filter.fingerprint())) {
        return Long.parseLong(cursor.group("id"));
      }
    } catch (IllegalArgumentException e) {
      throw new ProblemException(refusal());
    }
    throw new ProblemException(refusal());
  }

  private static String name(SearchOrder order) {
    return order == SearchOrder.NEWEST_FIRST ? "newest" : "oldest";
  }

  private static Problem refusal() {
    return Problem.invalid("cursor", "must be the next_cursor of a page of the same search");
  }
}
