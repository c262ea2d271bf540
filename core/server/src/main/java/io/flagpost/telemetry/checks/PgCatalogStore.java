package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.CheckInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Catalogs in PostgreSQL, in the table {@code check_catalog}. */
public final class PgCatalogStore implements CatalogStore {
  private static final String SAVE =
      "INSERT INTO check_catalog (id, checks) VALUES ($1, $2::jsonb) ON CONFLICT (id) DO NOTHING";

  private final Pool pool;

  public PgCatalogStore(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Future<Void> save(String catalogId, List<CheckInfo> checks) {
    JsonArray json = new JsonArray();
    checks.forEach(
        check -> json.add(new JsonObject().put("id", check.id()).put("version", check.version())));
    return pool.preparedQuery(SAVE).execute(Tuple.of(catalogId, json)).mapEmpty();
  }
}
