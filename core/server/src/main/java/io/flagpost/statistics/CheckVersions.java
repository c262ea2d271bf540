package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Which versions of checks ran at receipt: what the ids of catalogs stand for. On one context. */
final class CheckVersions {
  private static final int MOST = 256;

  private static final String READ =
      "SELECT id, checks FROM check_catalog WHERE id = ANY ($1::text[])";

  private final Map<String, Map<String, String>> catalogs = new LinkedHashMap<>(16, 0.75f, true);

  /** Tells the versions of checks in these catalogs; one of which nothing is known has none. */
  Future<UnaryOperator<Raised>> of(SqlClient client, Set<String> wanted) {
    Map<String, Map<String, String>> known = new HashMap<>();
    wanted.forEach(
        id -> {
          Map<String, String> versions = catalogs.get(id);
          if (versions != null) {
            known.put(id, versions);
          }
        });
    Set<String> missing =
        wanted.stream().filter(id -> !known.containsKey(id)).collect(Collectors.toSet());
    return read(client, missing)
        .map(
            found -> {
              known.putAll(found);
              keep(found);
              return raised -> version(raised, known);
            });
  }

  private static Raised version(Raised raised, Map<String, Map<String, String>> known) {
    return raised.catalog().isEmpty()
        ? raised
        : raised.withVersion(
            known.getOrDefault(raised.catalog(), Map.of()).getOrDefault(raised.check(), ""));
  }

  private static Future<Map<String, Map<String, String>>> read(
      SqlClient client, Set<String> missing) {
    if (missing.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(missing.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Map<String, String>> found = new HashMap<>();
              for (Row row : rows) {
                found.put(row.getString("id"), versions(row.getJsonArray("checks")));
              }
              return found;
            });
  }

  private static Map<String, String> versions(JsonArray checks) {
    Map<String, String> versions = new HashMap<>();
    for (Object check : checks) {
      JsonObject one = (JsonObject) check;
      versions.put(one.getString("id"), one.getString("version"));
    }
    return versions;
  }

  private void keep(Map<String, Map<String, String>> found) {
    catalogs.putAll(found);
    Iterator<String> eldest = catalogs.keySet().iterator();
    for (int excess = catalogs.size() - MOST; excess > 0; excess--) {
      eldest.next();
      eldest.remove();
    }
  }
}
