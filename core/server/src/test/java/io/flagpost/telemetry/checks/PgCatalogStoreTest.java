package io.flagpost.telemetry.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PgCatalogStoreTest {
  private final TestDatabase database = TestDatabase.create();

  @Test
  void aCatalogIsKeptAsItWasWhenItWasFirstSaved(Vertx vertx) throws Exception {
    createTableIfAbsent();
    Pool pool = PgBuilder.pool().connectingTo(database.connectOptions()).using(vertx).build();
    PgCatalogStore store = new PgCatalogStore(pool);

    save(store, List.of(new CheckInfo("core", "1"), new CheckInfo("acme/probe", "1.2.3")));
    save(store, List.of());

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), min(checks -> 1 ->> 'id'), min(checks -> 1 ->> 'version'),"
                    + " min(jsonb_array_length(checks)) FROM check_catalog WHERE id = 'c1'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(1);
      assertThat(row.getString(2)).isEqualTo("acme/probe");
      assertThat(row.getString(3)).isEqualTo("1.2.3");
      assertThat(row.getInt(4)).isEqualTo(2);
    }
  }

  private static void save(CatalogStore store, List<CheckInfo> checks) throws Exception {
    store.save("c1", checks).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void createTableIfAbsent() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS check_catalog (id text PRIMARY KEY, checks jsonb NOT NULL,"
              + " created_at timestamptz NOT NULL DEFAULT now())");
    }
  }
}
