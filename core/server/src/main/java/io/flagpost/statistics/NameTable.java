package io.flagpost.statistics;

import io.flagpost.statistics.Names.Tracked;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table {@code rollup_name}. */
final class NameTable {
  private static final String READ =
      """
      SELECT n.* FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[])
          AS s (day, environment, product, dimension)
        JOIN rollup_name n USING (day, environment, product, dimension)""";

  private static final String WRITE =
      """
      INSERT INTO rollup_name (day, environment, product, dimension, name, since, weight)
        SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[],
            $6::bigint[], $7::bigint[])
        ON CONFLICT (day, environment, product, dimension, name) DO UPDATE
          SET since = excluded.since, weight = excluded.weight""";

  private static final String DELETE =
      """
      DELETE FROM rollup_name n
       USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
           AS s (day, environment, product, dimension, name)
       WHERE n.day = s.day AND n.environment = s.environment AND n.product = s.product
         AND n.dimension = s.dimension AND n.name = s.name""";

  /** A name where it is. */
  record Named(NameScope scope, String name) {}

  private NameTable() {}

  static Future<Map<NameScope, Map<String, Tracked>>> read(
      SqlClient client, Collection<NameScope> scopes) {
    if (scopes.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return client
        .preparedQuery(READ)
        .execute(of(List.copyOf(scopes)))
        .map(
            rows -> {
              Map<NameScope, Map<String, Tracked>> found = new HashMap<>();
              for (Row row : rows) {
                NameScope scope =
                    new NameScope(
                        row.getLocalDate("day"),
                        row.getString("environment"),
                        row.getLong("product"),
                        Dimension.of(row.getInteger("dimension")));
                long weight = row.getLong("weight");
                found
                    .computeIfAbsent(scope, absent -> new HashMap<>())
                    .put(row.getString("name"), new Tracked(row.getLong("since"), weight, weight));
              }
              return found;
            });
  }

  static Future<Void> write(SqlClient client, Map<NameScope, Map<String, Tracked>> names) {
    List<NameScope> scopes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<Long> since = new ArrayList<>();
    List<Long> weights = new ArrayList<>();
    names.forEach(
        (scope, tracked) ->
            tracked.forEach(
                (name, own) -> {
                  scopes.add(scope);
                  texts.add(name);
                  since.add(own.since);
                  weights.add(own.weight);
                  own.saved = own.weight;
                }));
    return scopes.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(WRITE)
            .execute(
                of(scopes)
                    .addArrayOfString(texts.toArray(String[]::new))
                    .addArrayOfLong(since.toArray(Long[]::new))
                    .addArrayOfLong(weights.toArray(Long[]::new)))
            .mapEmpty();
  }

  static Future<Void> delete(SqlClient client, Map<NameScope, Set<String>> names) {
    List<Named> gone = new ArrayList<>();
    names.forEach((scope, texts) -> texts.forEach(text -> gone.add(new Named(scope, text))));
    return gone.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(DELETE).execute(named(gone)).mapEmpty();
  }

  /** Five arrays: days, environments, products, dimensions, names. */
  static Tuple named(List<Named> names) {
    return of(names.stream().map(Named::scope).toList())
        .addArrayOfString(names.stream().map(Named::name).toArray(String[]::new));
  }

  private static Tuple of(List<NameScope> scopes) {
    return Tuple.tuple()
        .addArrayOfLocalDate(scopes.stream().map(NameScope::day).toArray(LocalDate[]::new))
        .addArrayOfString(scopes.stream().map(NameScope::environment).toArray(String[]::new))
        .addArrayOfLong(scopes.stream().map(NameScope::product).toArray(Long[]::new))
        .addArrayOfShort(
            scopes.stream().map(scope -> scope.dimension().number()).toArray(Short[]::new));
  }
}
