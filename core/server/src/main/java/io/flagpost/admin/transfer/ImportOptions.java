package io.flagpost.admin.transfer;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of an import.
 *
 * @param csv CSV, else NDJSON
 * @param gzip whether it is compressed
 * @param dryRun whether it is rolled back at the end
 * @param onExisting what to do with rows that exist already
 */
record ImportOptions(boolean csv, boolean gzip, boolean dryRun, OnExisting onExisting) {
  static final String CSV = "text/csv";
  static final String NDJSON = "application/x-ndjson";

  /** What to do with rows that exist already. */
  enum OnExisting {
    UPDATE,
    SKIP,
    FAIL
  }

  /**
   * Reads them from the request.
   *
   * @throws ProblemException if the content type or encoding is not supported
   */
  static ImportOptions of(AdminRequest request) {
    return new ImportOptions(
        isCsv(request.http().getHeader("Content-Type")),
        isGzip(request.http().getHeader("Content-Encoding")),
        request.queryParameter("dry_run").map(Boolean::parseBoolean).orElse(false),
        request
            .queryParameter("on_existing")
            .map(text -> OnExisting.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(OnExisting.UPDATE));
  }

  String format() {
    return csv ? "csv" : "ndjson";
  }

  String onExistingText() {
    return onExisting.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isCsv(@Nullable String header) {
    String[] parts = header == null ? new String[] {""} : header.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        throw unsupported("The content must be UTF-8");
      }
    }
    return switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
      case CSV -> true;
      case NDJSON -> false;
      default -> throw unsupported("Content-Type must be " + CSV + " or " + NDJSON);
    };
  }

  private static boolean isGzip(@Nullable String header) {
    return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default -> throw unsupported("Content-Encoding must be gzip or absent");
    };
  }

  private static ProblemException unsupported(String detail) {
    return new ProblemException(
        new Problem(415, "unsupported-media-type", "Cannot be read", detail, List.of(), Map.of()));
  }
}
