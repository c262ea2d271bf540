package io.flagpost.telemetry.store;

import io.flagpost.platform.database.SqlFailure;

/** What the failure of a statement means for the group that it carried. */
enum FailureKind {
  /** A row that PostgreSQL does not take. */
  DATA,
  /** No partition for a row's day. */
  NO_PARTITION,
  /** PostgreSQL is away, slow or busy: the same statement may succeed later. */
  TRANSIENT,
  /** Nothing that another attempt would change. */
  PERMANENT;

  static FailureKind of(Throwable failure) {
    SqlFailure answer = SqlFailure.of(failure);
    if (!answer.isAnswer()) {
      return TRANSIENT; // no answer from the server: a lost connection or a time-out
    }
    if (answer.isMissingPartition()) {
      return NO_PARTITION;
    }
    if (answer.isRefusedRow()) {
      return DATA;
    }
    return answer.isTransient() || answer.isStalePlan() ? TRANSIENT : PERMANENT;
  }
}
