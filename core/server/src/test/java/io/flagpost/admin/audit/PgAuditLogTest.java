package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.kek.KeyWrapping;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log and the changes that are written down in it. */
class PgAuditLogTest {
  private static final KeyWrapping WRAPPING = TestLog.wrapping(1);
  private static final Instant NOON = Instant.parse("2026-05-05T12:00:00.123456789Z");

  @TempDir Path folder;
  private TestLog log;
  private Changes changes;

  @BeforeEach
  void openLog() {
    log = new TestLog(folder);
    changes = changes(NOON);
    log.run("CREATE TABLE thing (id int PRIMARY KEY)");
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void anEntrySaysEverything() {
    Actor actor = new Actor(Actor.Kind.TOKEN, "çağrı", 5L, "pat-3", Role.ADMIN, Scope.UNLIMITED);
    ObjectNode after = JsonNodeFactory.instance.objectNode().put("name", "Ürün");
    await(
        changes.make(
            actor,
            "2001:db8::1",
            connection ->
                insert(connection, 1)
                    .map(Change.of(1, new AuditEvent("thing.create", "thing/1", null, after)))));
    Row row = rows().get(0);
    assertThat(row.getLong("number")).isEqualTo(1);
    assertThat(row.getOffsetDateTime("at").toInstant())
        .isEqualTo(Instant.parse("2026-05-05T12:00:00.123456Z"));
    assertThat(row.getString("actor_kind")).isEqualTo("token");
    assertThat(row.getString("actor_name")).isEqualTo("çağrı");
    assertThat(row.getLong("account_id")).isEqualTo(5);
    assertThat(row.getString("credential")).isEqualTo("pat-3");
    assertThat(row.getString("role")).isEqualTo("admin");
    assertThat(row.getString("address")).isEqualTo("2001:db8::1");
    assertThat(row.getString("action")).isEqualTo("thing.create");
    assertThat(row.getString("target")).isEqualTo("thing/1");
    assertThat(row.getString("before")).isNull();
    assertThat(row.getString("after")).isEqualTo("{\"name\":\"Ürün\"}");
    assertThat(row.getString("kek_id")).isEqualTo(WRAPPING.currentId());
    assertThat(log.verify(WRAPPING).valid()).isTrue();
  }

  @Test
  void whatPostgresqlCannotStoreIsReplaced() {
    ObjectNode odd = JsonNodeFactory.instance.objectNode();
    odd.put("a\0b", "\ud800").putArray("list").add("\0").addObject().put("x", "\udc00y");
    Actor actor =
        new Actor(Actor.Kind.EXTERNAL, "a\0", null, "\ud800", Role.ADMIN, Scope.UNLIMITED);
    await(
        changes.make(
            actor,
            "\0",
            connection ->
                insert(connection, 1).map(Change.of(1, new AuditEvent("a\0", "t\0", odd, odd)))));
    Row row = rows().get(0);
    assertThat(row.getString("actor_name")).isEqualTo("a\ufffd");
    assertThat(row.getString("after"))
        .isEqualTo("{\"a\ufffdb\":\"\ufffd\",\"list\":[\"\ufffd\",{\"x\":\"\ufffdy\"}]}");
    assertThat(log.verify(WRAPPING).valid()).isTrue();
  }

  @Test
  void manyEventsOfOneChangeAreWrittenInOrder() {
    List<AuditEvent> events = IntStream.rangeClosed(1, 1_234).mapToObj(TestLog::event).toList();
    await(
        changes.make(
            TestLog.ALICE, "", connection -> insert(connection, 1).map(new Change<>(1, events))));
    assertThat(rows())
        .extracting(row -> row.getString("target"))
        .isEqualTo(events.stream().map(AuditEvent::target).toList());
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.valid()).isTrue();
    assertThat(report.entries()).isEqualTo(1_234);
  }

  @Test
  void writersAtOnceLeaveNoGapAndFailuresNeither() {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int writer = i;
      Future<?> chain = Future.succeededFuture();
      for (int k = 0; k < 10; k++) {
        int id = writer * 10 + k;
        boolean fails = id % 7 == 3;
        chain =
            chain.compose(
                before ->
                    changes
                        .make(
                            TestLog.ALICE,
                            "",
                            connection ->
                                insert(connection, fails ? -1 : id)
                                    .map(
                                        new Change<>(
                                            id, List.of(TestLog.event(id), TestLog.event(id)))))
                        .otherwiseEmpty());
      }
      all.add(chain);
    }
    await(Future.all(all));
    long expected = 2 * IntStream.range(0, 160).filter(id -> id % 7 != 3).count();
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.problem()).isNull();
    assertThat(report.entries()).isEqualTo(expected);
  }

  @Test
  void aChangeThatFailsAfterItWasWrittenDownLeavesNoGap() {
    log.append(WRAPPING, 1);
    PgAuditLog entries = new PgAuditLog(WRAPPING, Clock.systemUTC());
    assertThat(
            failure(
                log.pool.withTransaction(
                    connection ->
                        entries
                            .append(connection, TestLog.ALICE, "", List.of(TestLog.event(2)))
                            .compose(written -> Future.failedFuture("no")))))
        .hasMessage("no");
    log.append(WRAPPING, 1);
    assertThat(log.verify(WRAPPING).entries()).isEqualTo(2);
  }

  @Test
  void aChangeThatCannotBeWrittenDownDoesNotHappen() {
    log.run("ALTER TABLE audit_entry ADD CHECK (action <> 'license.update')");
    failure(
        changes.make(
            TestLog.ALICE,
            "",
            connection -> insert(connection, 1).map(Change.of(1, TestLog.event(1)))));
    assertThat(await(log.pool.query("SELECT id FROM thing").execute()).size()).isZero();
    assertThat(rows()).isEmpty();
  }

  @Test
  void aChangeThatThrowsDoesNotHappen() {
    for (int i = 0; i < 20; i++) {
      assertThat(
              failure(
                  changes.make(
                      TestLog.ALICE,
                      "",
                      connection -> {
                        Future<Void> unused = insert(connection, 1);
                        throw new IllegalStateException("no");
                      })))
          .hasMessage("no");
    }
    assertThat(await(log.pool.query("SELECT id FROM thing").execute()).size()).isZero();
  }

  @Test
  void aChangeOfNothingIsNotWrittenDown() {
    int result =
        await(
            changes.make(
                TestLog.ALICE, "", connection -> insert(connection, 1).map(Change.none(7))));
    assertThat(result).isEqualTo(7);
    assertThat(rows()).isEmpty();
  }

  @Test
  void changesThatWaitForEachOtherAreRefusedWithNothingDone() {
    log.run("INSERT INTO thing VALUES (1), (2)");
    Promise<Void> first = Promise.promise();
    Promise<Void> second = Promise.promise();
    Future<Integer> one = lockBoth(1, 2, first, second);
    Future<Integer> other = lockBoth(2, 1, second, first);
    await(Future.join(one, other).otherwiseEmpty());
    assertThat(one.succeeded()).isNotEqualTo(other.succeeded());
    Throwable refusal = one.failed() ? one.cause() : other.cause();
    assertThat(refusal).isInstanceOf(ProblemException.class);
    assertThat(((ProblemException) refusal).problem().status()).isEqualTo(503);
    assertThat(rows()).hasSize(1);
  }

  private Future<Integer> lockBoth(
      int one, int other, Promise<Void> locked, Promise<Void> otherLocked) {
    String lock = "SELECT id FROM thing WHERE id = %d FOR UPDATE";
    return changes.make(
        TestLog.ALICE,
        "",
        connection ->
            connection
                .query(String.format(Locale.ROOT, lock, one))
                .execute()
                .compose(
                    done -> {
                      locked.complete();
                      return otherLocked.future();
                    })
                .compose(
                    done -> connection.query(String.format(Locale.ROOT, lock, other)).execute())
                .map(done -> Change.of(one, TestLog.event(one))));
  }

  @Test
  void smallDifferencesOfClocksDoNotShow() {
    make(NOON);
    make(NOON.minusSeconds(2));
    make(NOON.minus(Duration.ofHours(1)));
    assertThat(rows())
        .extracting(row -> row.getOffsetDateTime("at").toInstant().toString())
        .containsExactly(
            "2026-05-05T12:00:00.123456Z",
            "2026-05-05T12:00:00.123456Z",
            "2026-05-05T11:00:00.123456Z");
  }

  @Test
  void theTableIsOnlyEverAppendedTo() {
    log.append(WRAPPING, 1);
    for (String sql :
        List.of(
            "UPDATE audit_entry SET action = 'x'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry")) {
      assertThatThrownBy(() -> log.run(sql)).hasMessageContaining("only ever appended to");
    }
  }

  private void make(Instant now) {
    await(
        changes(now)
            .make(
                TestLog.ALICE,
                "",
                connection ->
                    connection
                        .query("SELECT 1")
                        .execute()
                        .map(done -> Change.of(1, TestLog.event(1)))));
  }

  private Changes changes(Instant now) {
    return new Changes(log.pool, new PgAuditLog(WRAPPING, Clock.fixed(now, ZoneOffset.UTC)));
  }

  /** A negative one fails. */
  private static Future<Void> insert(SqlConnection connection, int id) {
    String sql =
        id < 0 ? "INSERT INTO thing VALUES (NULL)" : "INSERT INTO thing VALUES (" + id + ")";
    return connection.query(sql).execute().mapEmpty();
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    await(
            log.pool
                .query(
                    "SELECT number, at, actor_kind, actor_name, account_id, credential, role, address,"
                        + " action, target, before::text, after::text, kek_id FROM audit_entry"
                        + " ORDER BY number")
                .execute())
        .forEach(rows::add);
    return rows;
  }
}
