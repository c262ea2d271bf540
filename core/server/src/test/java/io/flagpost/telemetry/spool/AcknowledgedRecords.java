package io.flagpost.telemetry.spool;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What senders were promised, and whether it was kept. Any thread may send. */
final class AcknowledgedRecords {
  private record Sent(StoreRequest request, Future<StoreOutcome> answer) {}

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

  /** Opens a connection to look with. */
  interface Database {
    Connection connect() throws SQLException;
  }

  /** Sends a record and notes how it ends. */
  Future<StoreOutcome> send(SpoolingStore store, StoreRequest request) {
    Future<StoreOutcome> answer = store.append(request);
    sent.add(new Sent(request, answer));
    return answer;
  }

  /** Waits for every answer. Each is an acknowledgement or a refusal. */
  void awaitAnswers() {
    await(Future.join(sent.stream().map(Sent::answer).toList()).otherwiseEmpty());
    assertThat(sent.stream().map(Sent::answer).filter(Future::failed))
        .allMatch(answer -> answer.cause() instanceof StoreUnavailableException);
  }

  long refused() {
    return sent.stream().filter(each -> each.answer.failed()).count();
  }

  List<UUID> acknowledged() {
    return sent.stream()
        .filter(each -> each.answer.succeeded())
        .map(each -> each.request.record().recordId())
        .toList();
  }

  /** Each record that was acknowledged is there once, and none twice. */
  void assertEachIsStoredOnce(Database database) throws SQLException {
    Map<UUID, Integer> stored = stored(database);
    assertThat(stored.keySet()).containsAll(acknowledged());
    assertThat(stored.values()).allMatch(times -> times == 1);
    assertThat(acknowledged()).isNotEmpty();
  }

  private static Map<UUID, Integer> stored(Database database) throws SQLException {
    Map<UUID, Integer> stored = new HashMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT record_id FROM telemetry")) {
      while (rows.next()) {
        stored.merge(rows.getObject(1, UUID.class), 1, Integer::sum);
      }
    }
    return stored;
  }
}
