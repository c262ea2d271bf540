package io.flagpost.platform.database;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's answer in place of a result: the one class that knows its error codes. Its messages
 * are dropped, because they quote values.
 *
 * @param isAnswer whether the server answered at all; if not, nothing else applies
 * @param state the SQLSTATE, five characters; null if there is none
 * @param table the table that it names, or null
 * @param constraint the constraint that it names, or null
 */
public record SqlFailure(
    boolean isAnswer, @Nullable String state, @Nullable String table, @Nullable String constraint) {

  private static final SqlFailure NO_ANSWER = new SqlFailure(false, null, null, null);

  /** Connection, rollback, resources, intervention: classes, the first two characters. */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57");

  private static final Set<String> TRANSIENT_STATES =
      Set.of(
          "25006", // read only: fail-over under way
          "25P03", // idle_in_transaction_session_timeout
          "25P04", // transaction_timeout
          "55P03"); // lock_timeout

  /** Serialization failure, deadlock, lock not available, and a statement that waited too long. */
  private static final Set<String> IN_THE_WAY_OF_OTHERS =
      Set.of("40001", "40P01", "55P03", "57014");

  /** Shutting down, crashed, starting up. */
  private static final Set<String> NOT_READY = Set.of("57P01", "57P02", "57P03");

  /** A server that answers but refuses this client, reported by itself or by the client library. */
  private static final String CONNECTION_REJECTED = "08004";

  private static final String READ_ONLY = "25006";

  /** PostgreSQL's answer, if this failure is one; causes are not examined. */
  public static SqlFailure of(Throwable failure) {
    return failure instanceof PgException answer
        ? new SqlFailure(true, answer.getSqlState(), answer.getTable(), answer.getConstraint())
        : NO_ANSWER;
  }

  /** PostgreSQL's answer to JDBC. */
  static SqlFailure ofJdbc(SQLException failure) {
    return new SqlFailure(true, failure.getSQLState(), null, null);
  }

  /** A row that PostgreSQL refuses because of a value or a constraint. */
  public boolean isRefusedRow() {
    return isOfClass("22") || isOfClass("23") || is("54000");
  }

  /** A value that is not of its type. */
  public boolean isDataException() {
    return isOfClass("22");
  }

  public boolean isUniqueViolation() {
    return is("23505");
  }

  public boolean isForeignKeyViolation() {
    return is("23503");
  }

  public boolean isCheckViolation() {
    return is("23514");
  }

  /**
   * There is no partition for a row: the violation of a check constraint would name the constraint.
   */
  public boolean isMissingPartition() {
    return isCheckViolation() && constraint == null;
  }

  /** The server is stopping, busy or blocked: a later attempt may succeed. */
  public boolean isTransient() {
    return state != null
        && (TRANSIENT_STATES.contains(state)
            || (state.length() == 5 && TRANSIENT_CLASSES.contains(state.substring(0, 2))));
  }

  /** The statement took longer than it may, or somebody ended it. */
  public boolean isCanceled() {
    return is("57014");
  }

  /** A change of the schema made a cached plan stale: the next attempt makes a new one. */
  public boolean isStalePlan() {
    return is("0A000");
  }

  /** This transaction was aborted because of a conflict with another one. */
  public boolean isInTheWayOfOthers() {
    return state != null && IN_THE_WAY_OF_OTHERS.contains(state);
  }

  public boolean isInsufficientPrivilege() {
    return is("42501");
  }

  /** The statement is invalid, or names something that does not exist or is not allowed. */
  public boolean isFaultyStatement() {
    return isOfClass("42");
  }

  public boolean isConnectionFailure() {
    return isOfClass("08");
  }

  /** The user or the password is not accepted. */
  public boolean isLoginRefused() {
    return isOfClass("28");
  }

  public boolean isMissingDatabase() {
    return is("3D000");
  }

  /** No server is available, or it is not ready yet. */
  boolean isAway() {
    return (isConnectionFailure() && !is(CONNECTION_REJECTED))
        || isOfClass("53") // out of connections, memory or space
        || is(READ_ONLY) // a fail-over is under way
        || (state != null && NOT_READY.contains(state));
  }

  private boolean is(String code) {
    return code.equals(state);
  }

  private boolean isOfClass(String code) {
    return state != null && state.startsWith(code);
  }
}
