package io.flagpost.admin.records;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Translates PostgreSQL's errors into problems of the admin API. */
final class Failures {
  /** By the name of the constraint. */
  private static final Map<String, Problem> PROBLEMS =
      Map.of(
          "license_license_key_key",
          taken("license_key", "belongs to another license"),
          "license_reference_key",
          taken("reference", "belongs to another license"),
          "block_list_network_key",
          taken("value", "is on the block list already"),
          "block_list_kind_identifier_key",
          taken("value", "is on the block list already"),
          "license_product_id_fkey",
          Problem.unprocessable(
              "There is no such product", List.of(new FieldError("product_id", "does not exist"))),
          "product_version_product_id_fkey",
          Problem.notFound("such product"));

  private Failures() {}

  /** The problem for an error that the caller can correct; any other failure unchanged. */
  static <T> Future<T> explain(Throwable failure) {
    SqlFailure refused = SqlFailure.of(failure);
    Problem known = PROBLEMS.get(String.valueOf(refused.constraint()));
    if (known != null) {
      return Future.failedFuture(new ProblemException(known));
    }
    if (refused.isDataException() || refused.isCheckViolation()) {
      return Future.failedFuture(
          new ProblemException(
              Problem.invalid("(body)", "contains a value that cannot be stored")));
    }
    return Future.failedFuture(failure);
  }

  /** Whether a record could not be deleted because others need it. */
  static boolean isStillNeeded(Throwable failure) {
    return SqlFailure.of(failure).isForeignKeyViolation();
  }

  private static Problem taken(String field, String reason) {
    return Problem.conflict("The " + field + " " + reason, List.of(new FieldError(field, reason)));
  }
}
