package io.flagpost.telemetry.store;

import io.vertx.pgclient.PgException;
import java.util.Set;

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

  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57");
  private static final Set<String> TRANSIENT_STATES =
      Set.of(
          "25006", // read only: fail-over under way
          "25P03", // idle_in_transaction_session_timeout
          "25P04", // transaction_timeout
          "55P03", // lock_timeout
          "0A000"); // a cached plan that DDL made stale

  static FailureKind of(Throwable failure) {
    if (!(failure instanceof PgException answer)) {
      return TRANSIENT; // no answer from the server: a lost connection or a time-out
    }
    String state = answer.getSqlState();
    if (state == null || state.length() != 5) {
      return PERMANENT;
    }
    // A check constraint's violation names the constraint; a missing partition has none to name.
    if (state.equals("23514") && answer.getConstraint() == null) {
      return NO_PARTITION;
    }
    String type = state.substring(0, 2);
    if (type.equals("22") || type.equals("23") || state.equals("54000")) {
      return DATA;
    }
    return TRANSIENT_CLASSES.contains(type) || TRANSIENT_STATES.contains(state)
        ? TRANSIENT
        : PERMANENT;
  }
}
