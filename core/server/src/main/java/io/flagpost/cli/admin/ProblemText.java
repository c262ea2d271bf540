package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** Explains a refusal (RFC 9457). */
final class ProblemText {
  private final int status;
  private final JsonNode problem;
  private final Optional<String> retryAfter;

  ProblemText(int status, JsonNode problem, Optional<String> retryAfter) {
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /**
   * The explanation.
   *
   * @param mostErrors the largest number of listed entries of {@code errors}
   */
  String text(int mostErrors) {
    StringBuilder text = new StringBuilder(title());
    String detail = problem.path("detail").asText();
    JsonNode errors = problem.path("errors");
    if (!detail.isEmpty() && !(errors.size() > 0 && detail.equals("See errors"))) {
      text.append(": ").append(CellText.of(detail));
    }
    for (int i = 0; i < errors.size() && i < mostErrors; i++) {
      text.append(System.lineSeparator()).append("  ").append(line(errors.get(i)));
    }
    if (errors.size() > mostErrors) {
      text.append(System.lineSeparator())
          .append(String.format(Locale.ROOT, "  and %d more", errors.size() - mostErrors));
    }
    if (problem.hasNonNull("request_id")) {
      text.append(System.lineSeparator())
          .append("  Request id in its log: ")
          .append(CellText.of(problem.path("request_id").asText()))
          .append('.');
    }
    if (status == 401) {
      text.append(System.lineSeparator()).append("  Sign in with flagpost login, or give a token.");
    }
    retryAfter.ifPresent(
        seconds ->
            text.append(System.lineSeparator())
                .append("  Try again in ")
                .append(CellText.of(seconds))
                .append(" s."));
    return text.toString();
  }

  /** The field and the reason of an error. */
  private static String line(JsonNode error) {
    String field = error.path("field").asText();
    return CellText.of(field) + ": " + CellText.of(error.path("reason").asText());
  }

  private String title() {
    String title = problem.path("title").asText();
    return title.isEmpty() ? "the gateway answers with HTTP status " + status : CellText.of(title);
  }
}
