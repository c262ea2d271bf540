package io.flagpost.admin.telemetry;

import static io.flagpost.testing.Futures.await;

import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.store.FlagJson;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** The same records in a real store and, by their ids, in memory. */
final class KeptRecords {
  private static final String CATALOG =
      """
      INSERT INTO check_catalog (id, checks) VALUES ('catalog-1',
        '[{"id": "core", "version": "1"}, {"id": "probe", "version": "1"}]') ON CONFLICT DO NOTHING""";

  private static final String PROGRESS =
      """
      INSERT INTO check_progress (check_id, mode, last_id, updated_at)
        VALUES ('later', 'live', %d, now()) ON CONFLICT DO NOTHING""";

  private static final String VERDICT =
      """
      INSERT INTO verdict (record_id, check_id, check_version, mode, run, decided_at, flags, pending,
          details) VALUES (?, ?, ?, ?, ?, now(), ?, ?, ?::jsonb)""";

  private static final String STANDING =
      """
      INSERT INTO standing (record_id, id, environment, flags, pending, updated_at)
        VALUES (?, ?, ?, ?, ?, now())""";

  private static final long COME_TO = 200;

  private final TestDatabase database;
  private final PgTelemetryStore store;
  private final Map<Long, Kept> byId = new TreeMap<>();

  KeptRecords(TestDatabase database, PgTelemetryStore store) throws SQLException {
    this.database = database;
    this.store = store;
    database.execute(CATALOG, String.format(Locale.ROOT, PROGRESS, COME_TO));
  }

  /** Adds records, and what is said of them. */
  void add(int count, Supplier<Kept> records) throws SQLException {
    Map<UUID, Kept> added = new HashMap<>();
    List<Future<?>> stored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Kept kept = records.get();
      added.put(kept.record().recordId(), kept);
      stored.add(store.append(kept.request()));
    }
    await(Future.all(stored));
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT record_id, id FROM telemetry")) {
      while (rows.next()) {
        Kept kept = added.get(rows.getObject(1, UUID.class));
        if (kept != null) {
          byId.put(rows.getLong(2), kept);
          judge(connection, kept, rows.getLong(2));
        }
      }
    }
  }

  /** The ids of those that are found, in order. */
  List<Long> matching(PlainSearch search, Scope scope) {
    List<Long> ids = new ArrayList<>();
    byId.forEach(
        (id, kept) -> {
          if (search.finds(kept, toCome(id), scope)) {
            ids.add(id);
          }
        });
    return ids;
  }

  Kept of(long id) {
    return Objects.requireNonNull(byId.get(id), () -> "there is no record " + id);
  }

  /** The checks that have not come to a record yet. */
  static Set<String> toCome(long id) {
    return id > COME_TO ? Set.of("later") : Set.of();
  }

  /** Of senders and of the gateway. */
  List<String> eventIds(Random random) {
    List<String> ids = new ArrayList<>(StoredSample.EVENTS);
    List<Kept> all = List.copyOf(byId.values());
    ids.add(all.get(random.nextInt(all.size())).record().recordId().toString());
    return ids;
  }

  private static void judge(Connection connection, Kept kept, long id) throws SQLException {
    int run = 0;
    try (PreparedStatement verdict = connection.prepareStatement(VERDICT)) {
      for (Kept.Later later : kept.verdicts()) {
        verdict.setObject(1, kept.record().recordId());
        verdict.setString(2, later.check());
        verdict.setString(3, later.version());
        verdict.setString(4, later.mode());
        verdict.setLong(5, run++);
        verdict.setArray(
            6,
            connection.createArrayOf(
                "text", later.flags().stream().map(flag -> flag.code()).toArray()));
        verdict.setBoolean(7, later.pending());
        verdict.setString(8, "{\"flags\": " + FlagJson.array(later.flags()) + "}");
        verdict.executeUpdate();
      }
    }
    if (kept.hasStanding()) {
      try (PreparedStatement standing = connection.prepareStatement(STANDING)) {
        standing.setObject(1, kept.record().recordId());
        standing.setLong(2, id);
        standing.setString(3, kept.record().environment());
        standing.setArray(4, connection.createArrayOf("text", kept.codes().toArray()));
        standing.setArray(5, connection.createArrayOf("text", kept.pending().toArray()));
        standing.executeUpdate();
      }
    }
  }
}
