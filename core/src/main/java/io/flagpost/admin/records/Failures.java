package io.flagpost.admin.records;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Map;

/** Translates PostgreSQL's refusals into problems of the admin API. */
final class Failures {
  private static final String FOREIGN_KEY = "23503";
  private static final String CHECK = "23514";
  private static final String DATA_EXCEPTION = "22";

  /** By the name of the constraint. */
  private static final Map<String, Problem> PROBLEMS =
      Map.of(
          "license_license_key_key",
          taken("license_key", "is that of another license"),
          "license_reference_key",
          taken("reference", "is that of another license"),
          "block_list_network_key",
          taken("value", "is on the block list already"),
          "block_list_kind_identifier_key",
          taken("value", "is on the block list already"),
          "license_product_id_fkey",
          Problem.unprocessable(
              "There is no such product",
              List.of(new FieldError("product_id", "names no product"))),
          "product_version_product_id_fkey",
          Problem.notFound("such product"));

  private Failures() {}

  /** The failure for the caller, if it is the caller's to mend; else the same. */
  static <T> Future<T> explain(Throwable failure) {
    if (!(failure instanceof PgException refused)) {
      return Future.failedFuture(failure);
    }
    Problem known = PROBLEMS.get(String.valueOf(refused.getConstraint()));
    if (known != null) {
      return Future.failedFuture(new ProblemException(known));
    }
    String state = String.valueOf(refused.getSqlState());
    if (state.startsWith(DATA_EXCEPTION) || state.equals(CHECK)) {
      return Future.failedFuture(
          new ProblemException(Problem.invalid("(body)", "holds a value that cannot be stored")));
    }
    return Future.failedFuture(failure);
  }

  /** Whether a record could not be deleted because others need it. */
  static boolean isStillNeeded(Throwable failure) {
    return failure instanceof PgException refused && FOREIGN_KEY.equals(refused.getSqlState());
  }

  private static Problem taken(String field, String reason) {
    return Problem.conflict("The " + field + " " + reason, List.of(new FieldError(field, reason)));
  }
}
