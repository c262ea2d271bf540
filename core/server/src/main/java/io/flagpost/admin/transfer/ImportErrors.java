package io.flagpost.admin.transfer;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The errors of an import, by line. All are counted; the first {@value #MOST_LISTED} are listed.
 * Used by one thread at a time.
 */
final class ImportErrors {
  static final int MOST_LISTED = 1_000;

  private record Entry(long line, FieldError error) {}

  private final List<Entry> listed = new ArrayList<>();
  private long count;
  private boolean malformed;
  private boolean unreadable;

  /** Adds an invalid value. */
  void add(long line, String column, String reason) {
    list(line, String.format(Locale.ROOT, "line %d, %s", line, column), reason, MOST_LISTED);
    count++;
  }

  /** Adds invalid values found by one query: the first of them, and how many there are. */
  void addAll(List<Found> found, long total) {
    for (Found each : found) {
      // These are the first ones of each query: they may precede lines that are listed already.
      list(
          each.line(),
          String.format(Locale.ROOT, "line %d, %s", each.line(), each.column()),
          each.reason(),
          Integer.MAX_VALUE);
    }
    count += total;
  }

  /** Adds a malformed line, after which the next lines can still be read. */
  void addMalformed(long line, @Nullable String column, String reason) {
    malformed = true;
    if (column == null) {
      list(line, "line " + line, reason, MOST_LISTED);
      count++;
    } else {
      add(line, column, reason);
    }
  }

  /** Marks this line and everything after it as unreadable. */
  void addUnreadable(long line, String reason) {
    unreadable = true;
    malformed = true;
    list(line, "line " + line, reason, Integer.MAX_VALUE);
    count++;
  }

  private void list(long line, String field, String reason, int most) {
    if (listed.size() < most) {
      listed.add(new Entry(line, new FieldError(field, reason)));
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isUnreadable() {
    return unreadable;
  }

  /** The answer: 400 if the content is malformed, else 422. */
  Problem problem() {
    List<FieldError> first =
        listed.stream()
            .sorted(Comparator.comparingLong(Entry::line))
            .limit(MOST_LISTED)
            .map(Entry::error)
            .toList();
    String detail =
        String.format(
            Locale.ROOT,
            "%s%s%s; nothing was imported",
            count == 1
                ? "There is 1 error"
                : String.format(Locale.ROOT, "There are %d errors", count),
            count > first.size()
                ? String.format(Locale.ROOT, ", the first %d are listed", first.size())
                : "",
            unreadable ? ", and the content after the last one could not be read" : "");
    Problem kind = malformed ? Problem.invalid(first) : Problem.unprocessable(detail, first);
    return new Problem(
        kind.status(), kind.type(), kind.title(), detail, kind.errors(), kind.headers());
  }

  /** One of the errors that a query found. */
  record Found(long line, String column, String reason) {}
}
