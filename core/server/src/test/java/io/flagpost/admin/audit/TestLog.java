package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** An audit log in a database of its own, and somebody who owns the database and means no good. */
final class TestLog implements AutoCloseable {
  static final Duration NEVER = Duration.ofDays(1);
  static final Actor ALICE =
      new Actor(Actor.Kind.ACCOUNT, "alice", 7L, "session-1", Role.ADMIN, Scope.UNLIMITED);

  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final Pool pool =
      PgBuilder.pool()
          .using(vertx)
          .with(new PoolOptions().setMaxSize(8))
          .connectingTo(database.connectOptions())
          .build();
  final Path folder;

  TestLog(Path folder) {
    this.folder = folder;
  }

  static KeyEncryptionKey kek(int seed) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) seed);
    return new KeyEncryptionKey(key, new SecureRandom());
  }

  static KeyWrapping wrapping(int current, int... previous) {
    return new KeyWrapping(kek(current), IntStream.of(previous).mapToObj(TestLog::kek).toList());
  }

  static AuditEvent event(int number) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return new AuditEvent(
        "license.update",
        "license/" + number,
        json.objectNode().put("status", "active").put("n", number),
        json.objectNode().put("status", "blocked").put("n", number));
  }

  /** Appends entries, each in a transaction of its own. */
  void append(KeyWrapping wrapping, int count) {
    Changes changes = new Changes(pool, new PgAuditLog(wrapping, Clock.systemUTC()));
    for (int i = 1; i <= count; i++) {
      int number = i;
      await(
          changes.make(
              ALICE,
              "192.0.2.7",
              connection ->
                  connection
                      .query("SELECT 1")
                      .execute()
                      .map(done -> Change.of(number, event(number)))));
    }
  }

  AuditCheckpoints checkpoints(KeyWrapping wrapping) {
    return new AuditCheckpoints(vertx, pool, wrapping, folder, Clock.systemUTC());
  }

  /** Writes a checkpoint as a node does that starts and stops. */
  void checkpoint(KeyWrapping wrapping) {
    AuditCheckpoints checkpoints = checkpoints(wrapping);
    await(checkpoints.start(NEVER));
    await(checkpoints.stop());
  }

  AuditReport verify(KeyWrapping wrapping) {
    return verify(wrapping, checkpoints(wrapping));
  }

  AuditReport verify(KeyWrapping wrapping, AuditCheckpoints checkpoints) {
    return await(new AuditVerifier(vertx, pool, new AuditKeys(wrapping), checkpoints).verify());
  }

  /** Statements of somebody who has the owner's rights, with the triggers out of the way. */
  void tamper(String... statements) {
    run("ALTER TABLE audit_entry DISABLE TRIGGER ALL");
    run(statements);
    run("ALTER TABLE audit_entry ENABLE TRIGGER ALL");
  }

  void run(String... statements) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : List.of(statements)) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(pool.close());
    await(vertx.close());
  }
}
