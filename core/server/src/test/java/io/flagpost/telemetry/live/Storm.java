package io.flagpost.telemetry.live;

import io.flagpost.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Many writers at once: each draws the ids of records and verdicts, and commits some time later, or
 * never, so that ids appear behind higher ones.
 */
final class Storm implements AutoCloseable {
  private static final String RECORD =
      """
      INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,
          product_id, known_product_id, is_correct_format, product_exists, product_version_exists,
          flagged, flags, pending, catalog_id)
        VALUES (uuidv7(), now(), 'production', 1, '192.0.2.7', ?::text, ?, true, true, true,
            ?, ?, '{}', 'catalog')
        RETURNING id, record_id""";

  /** As it is written: the standing is locked before the verdict's id is drawn. */
  private static final String STANDING =
      """
      INSERT INTO standing (record_id, id, environment, flags, pending, updated_at)
        SELECT record_id, id, environment, ?, '{}', now() FROM telemetry WHERE record_id = ?
        ON CONFLICT (record_id) DO UPDATE SET flags = excluded.flags, updated_at = now()""";

  private static final String VERDICT =
      """
      INSERT INTO verdict (record_id, check_id, check_version, mode, run, decided_at, flags, pending,
          details, flags_before, flags_after)
        VALUES (?, 'check', '1.0.0', ?, ?, now(), ?, false, '{}', '{}', ?)""";

  private final TestDatabase database;
  private final SplittableRandom random;
  private final List<Writer> writers = new ArrayList<>();
  private final Set<Long> beingJudged = new HashSet<>();

  /** The committed records by id, and what stands of each. */
  final Map<Long, Stored> stored = new TreeMap<>();

  private long runs;

  Storm(TestDatabase database, SplittableRandom random) {
    this.database = database;
    this.random = random;
  }

  /**
   * A record.
   *
   * @param product the product that it is of
   * @param flags what stands
   * @param everFlagged whether anything ever said that it has flags
   */
  record Stored(UUID recordId, long product, List<String> flags, boolean everFlagged) {
    Stored judged(List<String> now) {
      return new Stored(recordId, product, now, everFlagged || !now.isEmpty());
    }
  }

  /** A transaction under way, and what it will have done. */
  private record Writer(
      Connection session, Map<Long, Stored> records, Map<Long, List<String>> judged) {}

  /** Somebody does something. */
  void step() throws SQLException {
    int choice = random.nextInt(10);
    if (choice < 4) {
      insert();
    } else if (choice < 7) {
      judge();
    } else if (!writers.isEmpty()) {
      end(writers.remove(random.nextInt(writers.size())), random.nextInt(5) > 0);
    }
  }

  /** Everybody commits. */
  void calm() throws SQLException {
    while (!writers.isEmpty()) {
      end(writers.remove(0), true);
    }
  }

  private void insert() throws SQLException {
    Writer writer = writer();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long product = 1L + random.nextInt(2);
      List<String> flags = random.nextInt(3) == 0 ? List.of("odd") : List.of();
      try (PreparedStatement insert = writer.session.prepareStatement(RECORD)) {
        insert.setLong(1, product);
        insert.setLong(2, product);
        insert.setBoolean(3, !flags.isEmpty());
        insert.setArray(4, texts(writer.session, flags));
        try (ResultSet drawn = insert.executeQuery()) {
          drawn.next();
          writer.records.put(
              drawn.getLong(1),
              new Stored(drawn.getObject(2, UUID.class), product, flags, !flags.isEmpty()));
        }
      }
    }
    endSome();
  }

  private void judge() throws SQLException {
    List<Long> free = new ArrayList<>(stored.keySet());
    free.removeAll(beingJudged);
    if (free.isEmpty()) {
      return;
    }
    Writer writer = writer();
    long id = free.get(random.nextInt(free.size()));
    UUID recordId = Objects.requireNonNull(stored.get(id)).recordId();
    boolean counts = random.nextInt(5) > 0;
    List<String> flags = random.nextInt(3) > 0 ? List.of("later" + random.nextInt(3)) : List.of();
    if (counts) {
      try (PreparedStatement standing = writer.session.prepareStatement(STANDING)) {
        standing.setArray(1, texts(writer.session, flags));
        standing.setObject(2, recordId);
        standing.execute();
      }
      beingJudged.add(id);
      writer.judged.put(id, flags);
    }
    try (PreparedStatement verdict = writer.session.prepareStatement(VERDICT)) {
      verdict.setObject(1, recordId);
      verdict.setString(2, counts ? "live" : "shadow");
      verdict.setLong(3, runs++);
      verdict.setArray(4, texts(writer.session, flags));
      verdict.setArray(5, texts(writer.session, flags));
      verdict.execute();
    }
    endSome();
  }

  private Writer writer() throws SQLException {
    Connection session = database.connect();
    session.setAutoCommit(false);
    Writer writer = new Writer(session, new TreeMap<>(), new TreeMap<>());
    writers.add(writer);
    return writer;
  }

  /** Half of them commit at once. */
  private void endSome() throws SQLException {
    if (random.nextBoolean()) {
      end(writers.remove(writers.size() - 1), true);
    }
  }

  private void end(Writer writer, boolean commit) throws SQLException {
    beingJudged.removeAll(writer.judged.keySet());
    try (Connection session = writer.session) {
      if (!commit) {
        session.rollback();
        return;
      }
      session.commit();
      stored.putAll(writer.records);
      writer.judged.forEach(
          (id, flags) -> stored.computeIfPresent(id, (same, one) -> one.judged(flags)));
    }
  }

  private static java.sql.Array texts(Connection session, List<String> texts) throws SQLException {
    return session.createArrayOf("text", texts.toArray());
  }

  @Override
  public void close() throws SQLException {
    for (Writer writer : writers) {
      writer.session.close();
    }
  }
}
