package io.flagpost.platform.database;

import org.jspecify.annotations.Nullable;

/**
 * A condition with the values of its parameters, to be put behind WHERE. Immutable.
 *
 * <p>Its text can stand beside {@code AND} and {@code OR} as it is.
 */
public final class SqlCondition {
  /** Holds for every row; what is combined with it by {@link #and} stays as it is. */
  public static final SqlCondition TRUE = new SqlCondition(Sql.of("true"));

  /** Holds for no row; what is combined with it by {@link #or} stays as it is. */
  public static final SqlCondition FALSE = new SqlCondition(Sql.of("false"));

  private final Sql sql;

  private SqlCondition(Sql sql) {
    this.sql = sql;
  }

  /** A condition with these values for {@code $1}, {@code $2} and so on. */
  public static SqlCondition of(String text, @Nullable Object... values) {
    return new SqlCondition(Sql.of("(" + text + ")", values));
  }

  /** A condition that was put together of parts. */
  public static SqlCondition of(Sql sql) {
    return new SqlCondition(Sql.format("(%s)", sql));
  }

  /** That a column is equal to a value, which is not null. */
  public static SqlCondition equal(String column, Object value) {
    return of(column + " = $1", value);
  }

  /**
   * That a row exists for which a condition holds.
   *
   * @param from SQL behind {@code FROM}, and the beginning of the conditions, such as {@code
   *     license l WHERE l.id = license_id}
   */
  public static SqlCondition exists(String from, SqlCondition condition) {
    return new SqlCondition(
        Sql.format("EXISTS (SELECT FROM %s AND %s)", Sql.of(from), condition.sql()));
  }

  /** Both of them. */
  public SqlCondition and(SqlCondition other) {
    return combined("%s AND %s", other, TRUE);
  }

  /** At least one of them. */
  public SqlCondition or(SqlCondition other) {
    return combined("(%s OR %s)", other, FALSE);
  }

  private SqlCondition combined(String template, SqlCondition other, SqlCondition neutral) {
    if (this == neutral) {
      return other;
    }
    return other == neutral ? this : new SqlCondition(Sql.format(template, sql, other.sql));
  }

  /** The condition as a part of a statement. */
  public Sql sql() {
    return sql;
  }

  @Override
  public String toString() {
    return sql.toString();
  }
}
