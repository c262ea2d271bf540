package io.flagpost.telemetry.store;

import java.util.Locale;

/** Comparing texts that have an index on their hash, which is much smaller than one on them. */
public final class HashedText {
  private HashedText() {}

  /**
   * The condition that a column is equal to a value.
   *
   * @param column a text column of {@code telemetry} that is indexed by its hash
   * @param value an SQL expression of type {@code text}
   */
  public static String equal(String column, String value) {
    // Not "=" twice: PostgreSQL would take the two for independent and expect hardly a record. It
    // would sort all those of a license key that thousands share, in place of reading in order.
    return String.format(
        Locale.ROOT, "%s = %s AND texteq(%s, %s)", of(column), of(value), column, value);
  }

  /** The hash of an SQL expression of type {@code text}; null gives null. */
  public static String of(String expression) {
    return "hashtextextended(" + expression + ", 0)";
  }
}
