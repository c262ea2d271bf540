package io.flagpost.admin.transfer;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of an export come from.
 *
 * @param name the name of the file
 * @param columns its columns, in the order of the query's columns
 * @param select the query, up to its conditions
 * @param reach which rows a limited caller gets
 * @param filters query parameters by name, with their conditions, in which {@code $1} stands for
 *     the value
 * @param order the rows' order
 */
record ExportSource(
    String name,
    Columns columns,
    String select,
    Reach reach,
    Map<String, String> filters,
    String order) {
  private static final String CHANGED_SINCE = "changed_since";
  private static final Reach OF_LICENSE = Reach.of("l.environment", "l.product_id");

  static final ExportSource LICENSES =
      new ExportSource(
          "licenses",
          Columns.LICENSES,
          """
          SELECT l.license_key, l.product_id, l.environment, l.status, l.expires_at,
                 l.activation_limit, l.reference, l.note
            FROM license l""",
          OF_LICENSE,
          filters("l.status", "l.updated_at"),
          "l.id");

  static final ExportSource ACTIVATIONS =
      new ExportSource(
          "activations",
          Columns.ACTIVATIONS,
          """
          SELECT l.license_key, l.reference, a.identifier, a.status
            FROM activation a JOIN license l ON l.id = a.license_id""",
          OF_LICENSE,
          filters("a.status", "a.updated_at"),
          "a.license_id, a.identifier");

  ExportSource {
    filters = new LinkedHashMap<>(filters);
  }

  private static Map<String, String> filters(String status, String updatedAt) {
    Map<String, String> filters = new LinkedHashMap<>();
    filters.put("product_id", "l.product_id = $1::text::bigint");
    filters.put("environment", "l.environment = $1::text");
    filters.put("status", status + " = $1::text");
    filters.put(CHANGED_SINCE, updatedAt + " >= $1::text::timestamptz");
    return filters;
  }

  /**
   * The query for the rows that a request asks for.
   *
   * @throws ProblemException if a filter has a value of the wrong kind
   */
  Sql query(AdminRequest request) {
    List<SqlCondition> conditions = new ArrayList<>(List.of(reach.within(request.scope())));
    filters.forEach(
        (parameter, condition) -> {
          String value = request.queryParameter(parameter).orElse(null);
          if (value != null) {
            check(parameter, value);
            conditions.add(SqlCondition.of(condition, value));
          }
        });
    return Sql.format(
        "%s WHERE %s ORDER BY %s",
        Sql.of(select),
        conditions.stream().reduce(SqlCondition.TRUE, SqlCondition::and).sql(),
        Sql.of(order));
  }

  private static void check(String parameter, String value) {
    String reason = null;
    try {
      if (parameter.equals(CHANGED_SINCE)) {
        OffsetDateTime moment = OffsetDateTime.parse(value);
        reason = moment.getYear() > 9999 || moment.getYear() < 1 ? "is too far away" : null;
      } else if (parameter.equals("product_id") && Long.parseLong(value) < 1) {
        reason = "must be a product's number";
      }
    } catch (DateTimeException e) {
      reason = "must be a time such as 2027-01-31T12:00:00Z";
    } catch (NumberFormatException e) {
      reason = "must be a product's number";
    }
    refuse(parameter, reason);
  }

  private static void refuse(String parameter, @Nullable String reason) {
    if (reason != null) {
      throw new ProblemException(Problem.invalid(parameter, reason));
    }
  }
}
