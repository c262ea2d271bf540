package io.flagpost.testing;

import io.flagpost.platform.database.DatabaseAccess;
import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.database.Schema;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes databases as copies of a template: one is always made ahead. Any thread. */
final class DatabaseCopies {
  private static final ExecutorService MAKER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "test-databases");
            thread.setDaemon(true);
            return thread;
          });

  private static int made;
  private static Future<String> next = MAKER.submit(() -> make(Template.OPENED));

  private DatabaseCopies() {}

  static synchronized String take() {
    try {
      return get(next);
    } finally {
      next = MAKER.submit(() -> make(Template.OPENED));
    }
  }

  /** A copy of the template that no store has opened yet. */
  static String takeUnused() {
    return get(MAKER.submit(() -> make(Template.MIGRATED)));
  }

  private static String get(Future<String> name) {
    try {
      return name.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("no test database", e);
    }
  }

  /** On the maker's thread. */
  private static String make(String template) {
    String name = "t" + ++made;
    Template.copy(template, name);
    return name;
  }

  /** What every other database is a copy of, which takes a quarter of the time. */
  private static final class Template {
    static final String MIGRATED = "migrated";

    /** Opened once: to make the partitions takes as long as everything else a test needs it for. */
    static final String OPENED = make();

    private static String make() {
      SharedPostgres.execute("CREATE ROLE " + TestDatabase.OWNER + " LOGIN");
      SharedPostgres.execute("CREATE ROLE " + TestDatabase.NODE + " LOGIN");
      SharedPostgres.execute("CREATE DATABASE " + MIGRATED + " OWNER " + TestDatabase.OWNER);
      TestDatabase migrated = new TestDatabase(MIGRATED);
      Schema.migrate(
          DatabaseAccess.of(
              DatabaseSettings.of(DatabaseUrl.parse(migrated.nodeUrl()), "", ""),
              DatabaseUrl.parse(migrated.ownerUrl()),
              "",
              ""));
      String opened = "opened";
      copy(MIGRATED, opened);
      open(new TestDatabase(opened));
      return opened;
    }

    private static void open(TestDatabase database) {
      Vertx vertx = Vertx.vertx();
      Futures.await(
          TestStores.open(vertx, database.ownerOptions(), StoreSettings.DEFAULTS, Clock.systemUTC())
              .compose(PgTelemetryStore::close)
              .eventually(vertx::close));
    }

    static void copy(String template, String name) {
      SharedPostgres.execute(
          "CREATE DATABASE "
              + name
              + (" OWNER " + TestDatabase.OWNER)
              + (" TEMPLATE " + template)
              + " STRATEGY FILE_COPY");
    }
  }
}
