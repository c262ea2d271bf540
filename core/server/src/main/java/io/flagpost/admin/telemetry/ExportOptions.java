package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.query.ListedRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an export looks like, and which ids it is about.
 *
 * @param csv whether it is CSV, rather than NDJSON
 * @param columns the columns, in their order
 * @param defused whether spreadsheets are to take no text for a formula
 * @param titled whether the columns' names come first, in CSV
 * @param afterId only records with a higher id
 * @param upToId only records up to this id; null for all that there are now
 */
record ExportOptions(
    boolean csv,
    List<String> columns,
    boolean defused,
    boolean titled,
    long afterId,
    @Nullable Long upToId) {
  ExportOptions {
    columns = List.copyOf(columns);
  }

  /**
   * What a request asks for.
   *
   * @throws ProblemException 400 if it contradicts itself
   */
  static ExportOptions of(AdminRequest request) {
    long afterId = request.queryParameter("after_id").map(Long::valueOf).orElse(0L);
    Long upToId = request.queryParameter("up_to_id").map(Long::valueOf).orElse(null);
    if (upToId != null && upToId < afterId) {
      throw new ProblemException(Problem.invalid("up_to_id", "must not be less than after_id"));
    }
    return new ExportOptions(
        request.queryParameter("format").orElse("csv").equals("csv"),
        columns(request.query().getOrDefault("column", List.of())),
        request.queryParameter("formulas").orElse("defuse").equals("defuse"),
        request.queryParameter("header").map(Boolean::valueOf).orElse(true),
        afterId,
        upToId);
  }

  private static List<String> columns(List<String> wanted) {
    if (wanted.isEmpty()) {
      return ListedRecord.NAMES;
    }
    Set<String> chosen = new LinkedHashSet<>(ListedRecord.PLACE);
    chosen.addAll(wanted);
    return ListedRecord.NAMES.stream().filter(chosen::contains).toList();
  }

  RecordLines lines() {
    return csv
        ? new CsvRecords(columns, defused)
        : new NdjsonRecords(columns, columns.size() == ListedRecord.NAMES.size());
  }

  String mediaType() {
    return csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
  }

  String fileName() {
    return csv ? "telemetry.csv" : "telemetry.ndjson";
  }
}
