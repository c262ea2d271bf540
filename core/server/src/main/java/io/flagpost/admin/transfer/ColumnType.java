package io.flagpost.admin.transfer;

import io.flagpost.telemetry.ingest.ColumnText;
import java.lang.reflect.Array;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The type of a column's values.
 *
 * @param sql the type in PostgreSQL
 * @param java the class of the values that {@code read} returns
 * @param isNumber whether it is a number in JSON
 * @param read converts text to a value; throws {@link WrongValueException}
 */
record ColumnType(String sql, Class<?> java, boolean isNumber, Function<String, Object> read) {
  private static final Pattern ENVIRONMENT = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final int LAST_YEAR = 9999;

  static final ColumnType ID =
      new ColumnType("bigint", Long.class, true, text -> number(text, 1, Long.MAX_VALUE));

  static final ColumnType COUNT =
      new ColumnType(
          "integer",
          Integer.class,
          true,
          text -> Math.toIntExact(number(text, 0, Integer.MAX_VALUE)));

  static final ColumnType MOMENT =
      new ColumnType("timestamptz", OffsetDateTime.class, false, ColumnType::moment);

  static final ColumnType ENVIRONMENT_NAME =
      new ColumnType("text", String.class, false, ColumnType::environment);

  /** A key or identifier of 1 to {@code longest} characters, compared byte by byte. */
  static ColumnType key(int longest) {
    return new ColumnType(
        "text COLLATE \"C\"", String.class, false, text -> bare(storable(text, longest)));
  }

  /** Text of 1 to {@code longest} characters. */
  static ColumnType text(int longest) {
    return new ColumnType("text", String.class, false, text -> storable(text, longest));
  }

  static ColumnType oneOf(List<String> words) {
    return new ColumnType("text", String.class, false, text -> oneOf(words, text));
  }

  Object[] array(int size) {
    return (Object[]) Array.newInstance(java, size);
  }

  /** The type of an array's elements. */
  String castType() {
    return sql.replaceFirst(" .*", "");
  }

  private static String storable(String text, int longest) {
    int length = text.length();
    int pairs = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new WrongValueException("must not contain U+0000");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new WrongValueException("contains an unpaired surrogate");
        }
        pairs++;
        i++;
      }
    }
    if (length == 0) {
      throw new WrongValueException("must not be empty");
    }
    if (length - pairs > longest) {
      throw new WrongValueException(
          String.format(Locale.ROOT, "must have at most %d characters", longest));
    }
    return text;
  }

  /** Sent values are trimmed, so a value with white space at its ends could never match. */
  private static String bare(String text) {
    if (ColumnText.trim(text).equals(text)) {
      return text;
    }
    throw new WrongValueException("must not begin or end with white space");
  }

  private static String oneOf(List<String> words, String text) {
    for (String word : words) {
      if (word.equals(text)) {
        return word;
      }
    }
    throw new WrongValueException("must be one of " + String.join(", ", words));
  }

  private static String environment(String text) {
    if (text.equals("production") || ENVIRONMENT.matcher(text).matches()) {
      return text;
    }
    throw new WrongValueException(
        "must have 1 to 63 characters of a-z, 0-9, _ and -, and begin with a letter");
  }

  private static long number(String text, long least, long most) {
    try {
      long value = WHOLE_NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new WrongValueException(notWhole(least, most));
    }
    throw new WrongValueException(notWhole(least, most));
  }

  private static String notWhole(long least, long most) {
    return String.format(Locale.ROOT, "must be a whole number from %d to %d", least, most);
  }

  private static OffsetDateTime moment(String text) {
    try {
      OffsetDateTime moment = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      if (moment.getYear() >= 1 && moment.getYear() <= LAST_YEAR) {
        return moment.truncatedTo(ChronoUnit.MICROS);
      }
    } catch (DateTimeException e) {
      throw new WrongValueException(notMoment());
    }
    throw new WrongValueException(notMoment());
  }

  private static String notMoment() {
    return "must be a time such as 2027-01-31T12:00:00Z";
  }
}
