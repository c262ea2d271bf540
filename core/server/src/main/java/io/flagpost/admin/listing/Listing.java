package io.flagpost.admin.listing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One list: its filters and orders, and how its rows are written. Immutable once built; any thread.
 *
 * <p>A page begins where the previous one ended (keyset pagination), so the last page of a long
 * list costs the same as the first, and rows that are added or deleted in between shift nothing. A
 * long list needs connections with {@code plan_cache_mode} {@code force_custom_plan}, because the
 * best index depends on the filters' values.
 *
 * <p>The request's query parameters are {@code limit}, {@code cursor}, {@code sort} (a name of
 * {@link #sortedBy}, with a leading {@code -} for the reverse order) and every filter by its name.
 */
public final class Listing {
  private static final Pattern CAST = Pattern.compile("\\$1::(\\w+)");

  private record Order(String expression, String type) {}

  private final Sql select;
  private final String key;
  private final String keyType;
  private final Reach reach;
  private final Function<Row, ? extends JsonNode> write;
  private final Map<String, String> filters = new LinkedHashMap<>();
  private final Map<String, Order> orders = new LinkedHashMap<>();

  /**
   * @param select a SELECT
   * @param key the name of a result column that is unique and not null
   * @param keyType its SQL type
   * @param reach which rows a limited caller sees, over the result columns
   * @param write writes a row as the item of the list
   */
  public Listing(
      Sql select,
      String key,
      String keyType,
      Reach reach,
      Function<Row, ? extends JsonNode> write) {
    this.select = select;
    this.key = key;
    this.keyType = keyType;
    this.reach = reach;
    this.write = write;
  }

  /**
   * A filter.
   *
   * @param parameter the query parameter
   * @param condition SQL over the result columns, in which {@code $1} stands for the value, of type
   *     text; cast it to the column's type: {@code product_id = $1::bigint}
   */
  public Listing filteredBy(String parameter, String condition) {
    filters.put(parameter, condition);
    return this;
  }

  /**
   * An order; the first is the default.
   *
   * @param name its name in the parameter {@code sort}
   * @param expression SQL over the result columns, never null
   * @param type its SQL type; text must be compared with {@code COLLATE "C"}
   */
  public Listing sortedBy(String name, String expression, String type) {
    orders.put(name, new Order(expression, type));
    return this;
  }

  /** The requested page: {@code items} and {@code next_cursor}, which is null at the end. */
  public Future<ObjectNode> page(SqlClient client, AdminRequest request) {
    return page(client, request, Map.of());
  }

  /**
   * The same for a part of the list.
   *
   * @param part filters whose values do not come from the query, but from a path parameter, for
   *     example
   */
  public Future<ObjectNode> page(SqlClient client, AdminRequest request, Map<String, String> part) {
    String sort = request.queryParameter("sort").orElse(orders.keySet().iterator().next());
    boolean descending = sort.startsWith("-");
    Order order = orders.get(descending ? sort.substring(1) : sort);
    if (order == null) {
      return refused(Problem.invalid("sort", "must be one of " + orders.keySet()));
    }
    int limit = request.queryParameter("limit").map(Integer::parseInt).orElse(100);
    List<SqlCondition> conditions = new ArrayList<>(List.of(reach.within(request.scope())));
    List<Suspect> suspects = new ArrayList<>();
    filters.forEach(
        (parameter, condition) -> {
          @Nullable String value =
              part.containsKey(parameter)
                  ? part.get(parameter)
                  : request.queryParameter(parameter).orElse(null);
          if (value != null) {
            conditions.add(SqlCondition.of(condition.replace("$1", "$1::text"), value));
            suspects.add(new Suspect(parameter, typeIn(condition), value));
          }
        });
    try {
      request
          .queryParameter("cursor")
          .map(text -> Cursor.parse(text, sort))
          .ifPresent(
              cursor -> {
                conditions.add(after(cursor, order, descending));
                suspects.add(new Suspect("cursor", order.type, cursor.value()));
                suspects.add(new Suspect("cursor", keyType, cursor.key()));
              });
    } catch (ProblemException e) {
      return refused(e.problem());
    }
    return sql(order, descending, conditions, limit)
        .execute(client)
        .map(rows -> write(rows, sort, limit))
        .recover(
            failure ->
                SqlFailure.of(failure).isDataException()
                    ? convict(client, suspects.iterator(), failure)
                    : Future.failedFuture(failure));
  }

  /** A parameter whose value PostgreSQL may have refused. */
  private record Suspect(String parameter, String type, String value) {}

  /** Finds the value that is not of its type, by trying each one alone. */
  private static <T> Future<T> convict(
      SqlClient client, Iterator<Suspect> suspects, Throwable failure) {
    if (!suspects.hasNext()) {
      return Future.failedFuture(failure);
    }
    Suspect suspect = suspects.next();
    return Sql.of("SELECT ($1::text::" + suspect.type + ") IS NULL", suspect.value)
        .execute(client)
        .recover(
            broken ->
                SqlFailure.of(broken).isDataException()
                    ? refused(Problem.invalid(suspect.parameter, reason(suspect)))
                    : Future.failedFuture(broken))
        .compose(fine -> convict(client, suspects, failure));
  }

  private static String reason(Suspect suspect) {
    return suspect.parameter.equals("cursor") ? Cursor.REASON : "has a value of the wrong kind";
  }

  /** The type that a condition casts its value to. */
  private static String typeIn(String condition) {
    Matcher cast = CAST.matcher(condition);
    return cast.find() ? cast.group(1) : "text";
  }

  private SqlCondition after(Cursor cursor, Order order, boolean descending) {
    return SqlCondition.of(
        String.format(
            Locale.ROOT,
            "(%s, %s) %s ($1::text::%s, $2::text::%s)",
            order.expression,
            key,
            descending ? "<" : ">",
            order.type,
            keyType),
        cursor.value(),
        cursor.key());
  }

  /** One extra row shows whether there is a next page. */
  private Sql sql(Order order, boolean descending, List<SqlCondition> conditions, int limit) {
    return Sql.format(
        """
        SELECT *, (%1$s)::text AS place_value, (%2$s)::text AS place_key FROM (%3$s) AS item
         WHERE %4$s ORDER BY %1$s%5$s, %2$s%5$s LIMIT %6$s""",
        Sql.of(order.expression),
        Sql.of(key),
        select,
        conditions.stream().reduce(SqlCondition.TRUE, SqlCondition::and).sql(),
        Sql.of(descending ? " DESC" : ""),
        Sql.of(Integer.toString(limit + 1)));
  }

  private ObjectNode write(Iterable<Row> rows, String sort, int limit) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode items = page.putArray("items");
    page.putNull("next_cursor");
    Row last = null;
    for (Row row : rows) {
      if (last != null && items.size() == limit) {
        Cursor end = new Cursor(sort, last.getString("place_value"), last.getString("place_key"));
        page.put("next_cursor", end.text());
        break;
      }
      items.add(write.apply(row));
      last = row;
    }
    return page;
  }

  private static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
