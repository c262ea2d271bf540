package io.flagpost.admin.statistics;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.statistics.Overview.Part;
import io.flagpost.statistics.Overview.Wish;
import io.flagpost.statistics.StatisticsRange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a request asks for, out of its parameters. */
final class RequestedStatistics {
  private static final Duration USUAL_SPAN = Duration.ofDays(7);

  /** All tables of counts have these columns; 0 stands for no product. */
  private static final Reach REACH = Reach.of("r.environment", "r.product");

  private RequestedStatistics() {}

  /**
   * The time.
   *
   * @throws ProblemException if it is none, or too long
   */
  static StatisticsRange range(AdminRequest request, Instant now) {
    Instant to = request.queryParameter("to").map(text -> moment("to", text)).orElse(now);
    Instant end = to.isAfter(now) ? now : to;
    Instant from =
        request
            .queryParameter("from")
            .map(text -> moment("from", text))
            .orElse(StatisticsRange.ceiling(end).minus(USUAL_SPAN));
    if (!from.isBefore(now)) {
      throw invalid("from", "must not be in the future");
    }
    if (!from.isBefore(to)) {
      throw invalid("to", "must be after from");
    }
    if (Duration.between(from, end).compareTo(StatisticsRange.LONGEST) > 0) {
      throw invalid("from", "must be at most 366 days before the end");
    }
    return StatisticsRange.of(from, end, now);
  }

  /**
   * What an overview is to show.
   *
   * @throws ProblemException if the time is too long for its resolution
   */
  static Wish wish(AdminRequest request, Instant now) {
    StatisticsRange range = range(request, now);
    boolean isShort = range.isTellableByHour();
    boolean byHour = request.queryParameter("resolution").map("hour"::equals).orElse(isShort);
    if (byHour && !isShort) {
      throw invalid("resolution", "can be hour for 7 days at most");
    }
    return new Wish(range, byHour, parts(request));
  }

  private static Set<Part> parts(AdminRequest request) {
    List<String> names = request.query().getOrDefault("part", List.of());
    Set<Part> parts = EnumSet.noneOf(Part.class);
    names.forEach(name -> parts.add(Part.valueOf(name.toUpperCase(Locale.ROOT))));
    return parts.isEmpty() ? EnumSet.allOf(Part.class) : parts;
  }

  /** Which counts: those within the caller's limit, and of these what it asks for. */
  static SqlCondition within(AdminRequest request) {
    SqlCondition within = REACH.within(request.scope());
    String environment = request.queryParameter("environment").orElse(null);
    if (environment != null) {
      within = within.and(SqlCondition.equal("r.environment", environment));
    }
    String product = request.queryParameter("product_id").orElse(null);
    if (product != null) {
      within = within.and(SqlCondition.equal("r.product", Long.parseLong(product)));
    }
    return within;
  }

  /**
   * A day.
   *
   * @throws ProblemException if it is none
   */
  static LocalDate day(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw invalid(field, "must be a day such as 2026-01-31");
    }
  }

  private static Instant moment(String field, String text) {
    try {
      return TimestampText.parse(text);
    } catch (DateTimeException e) {
      throw invalid(field, "must be a time such as 2026-01-31T00:00:00Z");
    }
  }

  private static ProblemException invalid(String field, String reason) {
    return new ProblemException(Problem.invalid(field, reason));
  }
}
