package io.flagpost.platform.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL with the values of its parameters: a statement or a part of one. Immutable.
 *
 * <p>Each part numbers its parameters from {@code $1}; {@link #format} renumbers those of the parts
 * that it puts together. The text is the program's own, names of columns and directions included:
 * what comes from outside is a value.
 *
 * @param text the SQL; wherever a {@code $} is followed by digits, that is a parameter
 * @param values a value for each parameter; may be null
 */
public record Sql(String text, List<@Nullable Object> values) {
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,5})");

  /**
   * Throws {@link IllegalArgumentException} if there are values or parameters without the other.
   */
  public Sql {
    values = Collections.unmodifiableList(new ArrayList<>(values));
    BitSet numbers = new BitSet();
    PARAMETER.matcher(text).results().forEach(found -> numbers.set(number(found.group(1))));
    if (numbers.get(0) || numbers.length() > values.size() + 1) {
      throw new IllegalArgumentException("a parameter without a value: " + text);
    }
    if (numbers.cardinality() < values.size()) {
      throw new IllegalArgumentException("a value without a parameter: " + text);
    }
  }

  /** SQL with these values for {@code $1}, {@code $2} and so on. */
  public static Sql of(String text, @Nullable Object... values) {
    return new Sql(text, Arrays.asList(values));
  }

  /**
   * Puts parts together.
   *
   * @param template a format in which {@code %1$s}, {@code %2$s} and so on stand for the parts; one
   *     that is named several times has the same parameters each time. It has none of its own.
   */
  public static Sql format(String template, Sql... parts) {
    List<@Nullable Object> values = new ArrayList<>();
    Object[] texts = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      texts[i] = parts[i].renumbered(values.size());
      values.addAll(parts[i].values);
    }
    return new Sql(String.format(Locale.ROOT, template, texts), values);
  }

  /** The values as Vert.x takes them; a new tuple each time, because clients change them. */
  public Tuple tuple() {
    return Tuple.wrap(new ArrayList<>(values));
  }

  /** Executes the statement, prepared. */
  public Future<RowSet<Row>> execute(SqlClient client) {
    return client.preparedQuery(text).execute(tuple());
  }

  /** The text behind so many parameters of others. */
  private String renumbered(int others) {
    return others == 0 || values.isEmpty()
        ? text
        : PARAMETER.matcher(text).replaceAll(found -> "\\$" + (number(found.group(1)) + others));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  /** Values may be the client's. */
  @Override
  public String toString() {
    return "Sql[text=" + text + ", values=" + values.size() + " hidden]";
  }
}
