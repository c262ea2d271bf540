package io.flagpost.admin.telemetry;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.query.LateRecord;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.EventClient;
import io.flagpost.testing.Patience;
import io.vertx.core.Future;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
  private static final LiveLimits LIMITS =
      new LiveLimits(4, 2, Duration.ofMillis(100), Duration.ofMillis(1_234));

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = new LiveServer(5, LIMITS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void everyPlaceIsGivenBack() throws Exception {
    server.caller = LiveServer.ANN;
    server.right = Future.succeededFuture(LiveServer.ANN);
    Patience.until(
        "nobody listens", () -> server.streams.open() == 0 && server.records.listeners() == 0);
  }

  @Test
  void aRecordIsToldAsASearchListsIt() {
    try (EventClient client = server.listen("", "")) {
      assertThat(client.response().statusCode()).isEqualTo(200);
      assertThat(client.response().headers().firstValue("Content-Type"))
          .contains("text/event-stream");
      assertThat(client.response().headers().firstValue("X-Accel-Buffering")).contains("no");
      client.untilPosition();

      StoreRequest stored = request().flags(flag("odd")).build();
      long id = server.store(stored);

      EventClient.Event event = client.next();
      assertThat(event.type()).isEqualTo("record");
      assertThat(event.id()).matches(id + "-[0-9]+");
      JsonNode record = event.json().path("record");
      assertThat(record.path("id").asLong()).isEqualTo(id);
      assertThat(record.path("record_id").asText())
          .isEqualTo(stored.record().recordId().toString());
      assertThat(record.path("red_flags").toString()).isEqualTo("[\"odd\"]");
      assertThat(client.text()).startsWith("retry: 1234\nid: ");
    }
  }

  @Test
  void onlyWhatMeetsTheFiltersIsTold() {
    String user = UUID.randomUUID().toString();
    try (EventClient client = server.listen("?has_red_flags=true&user_identifier=" + user, "")) {
      client.untilPosition();
      server.store(request().flags(flag("odd")).build());
      server.store(ofUser(user));
      long flagged = server.store(request().fields(of(user)).flags(flag("odd")).build());

      assertThat(client.next().json().path("record").path("id").asLong()).isEqualTo(flagged);
    }
  }

  @Test
  void aRecordThatALaterVerdictFlagsIsToldThen() throws Exception {
    try (EventClient client = server.listen("?red_flag=shared", "")) {
      client.untilPosition();
      StoreRequest stored = request().build();
      long id = server.store(stored);
      untilPast(client, id);

      judge(stored, "shared");

      EventClient.Event event = client.next();
      assertThat(event.type()).isEqualTo("verdict");
      assertThat(event.json().path("record").path("id").asLong()).isEqualTo(id);
      assertThat(event.json().path("record").path("red_flags").toString())
          .isEqualTo("[\"shared\"]");
      assertThat(event.json().path("verdict").path("check").asText()).isEqualTo("own");
      assertThat(event.json().path("verdict").path("flags_after").toString())
          .isEqualTo("[\"shared\"]");
    }
  }

  @Test
  void whoComesBackIsToldWhatCameMeanwhileAndNothingTwice() {
    String user = UUID.randomUUID().toString();
    String lastId;
    try (EventClient client = server.listen("?user_identifier=" + user, "")) {
      client.untilPosition();
      server.store(ofUser(user));
      lastId = client.next().id();
    }
    long second = server.store(ofUser(user));
    long third = server.store(ofUser(user));

    try (EventClient client = server.listen("?user_identifier=" + user, lastId)) {
      assertThat(ids(client, 2)).containsExactly(second, third);
      long fourth = server.store(ofUser(user));
      assertThat(ids(client, 1)).containsExactly(fourth);
    }
  }

  @Test
  void aRecordThatAppearsBehindAHigherIdIsToldInItsPlace() throws Exception {
    long first = server.store(request().build());
    try (EventClient client = server.listen("", "")) {
      client.untilPosition();
      long after;
      try (LateRecord late = LateRecord.insertedInto(server.database)) {
        after = server.store(request().build());
        late.commit();
      }

      List<Long> told = new ArrayList<>();
      while (!told.contains(after)) {
        told.add(client.next().json().path("record").path("id").asLong());
      }
      assertThat(told).isSorted().hasSize(2).allMatch(id -> id > first);
    }
  }

  @Test
  void whatIsTooMuchAtOnceIsLeftOutAndFoundBySearching() {
    String user = UUID.randomUUID().toString();
    long before = server.store(ofUser(user));
    List<Long> stored = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      stored.add(server.store(ofUser(user)));
    }

    try (EventClient client = server.listen("?user_identifier=" + user, before + "-0")) {
      EventClient.Event omitted = client.next();

      assertThat(omitted.type()).isEqualTo("omitted");
      JsonNode left = omitted.json().path("omitted");
      assertThat(left.path("of").asText()).isEqualTo("records");
      assertThat(left.path("count").asLong()).isEqualTo(3);
      assertThat(left.path("first_id").asLong()).isEqualTo(before + 1);
      assertThat(left.path("last_id").asLong()).isEqualTo(stored.get(3) - 1);
      assertThat(left.path("next_cursor").asText()).isNotEmpty();
      assertThat(ids(client, 5)).containsExactlyElementsOf(stored.subList(3, 8));
    }
  }

  /** What is told is bounded by pages, and a page is only made when the one before was taken. */
  @Test
  void aClientThatDoesNotReadIsToldHowMuchItHasMissed() throws Exception {
    String user = UUID.randomUUID().toString();
    int stored = 150; // more than all buffers between have room for
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout(60_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket
          .getOutputStream()
          .write(
              ("GET /live?user_identifier=" + user + " HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(UTF_8));
      Patience.until("it listens", () -> server.records.listeners() == 1);
      for (int i = 0; i < stored; i++) {
        server.store(request().fields(large(user)).build());
      }
      int told = 0;
      int omitted = 0;
      Lines lines = new Lines(socket.getInputStream());
      while (told + omitted < stored) {
        String line = lines.next();
        if (line.startsWith("data: {\"record\"")) {
          told++;
        } else if (line.startsWith("data: {\"omitted\"")) {
          omitted += Integer.parseInt(line.replaceAll(".*\"count\":(\\d+).*", "$1"));
        }
      }
      assertThat(told + omitted).isEqualTo(stored);
      assertThat(omitted).isPositive();
    }
  }

  @Test
  void aStreamWithoutEventsShowsThatItIsAlive() throws Exception {
    try (EventClient client = server.listen("?red_flag=never", "")) {
      client.untilPosition();
      Patience.until("it has a heartbeat", () -> client.text().contains(": nothing new\nid: "));
    }
  }

  @Test
  void aStreamEndsBeforeItsCallerSeesWhatItMayNotSeeAnyMore() {
    try (EventClient client = server.listen("", "")) {
      client.untilPosition();
      server.right = refused(Problem.unauthorized("The token is unknown, expired or revoked"));

      server.store(request().build());

      List<EventClient.Event> last = client.untilEnd();
      assertThat(last).extracting(EventClient.Event::type).containsExactly("end");
      assertThat(last.get(0).json().path("reason").asText()).isEqualTo("unauthorized");
      assertThat(client.isWhole()).isTrue();
    }
  }

  @Test
  void aSilentStreamEndsTooWhenItsCallerMayNotGoOn() {
    try (EventClient client = server.listen("?red_flag=never", "")) {
      client.untilPosition();
      server.right = refused(Problem.forbidden("This needs the permission telemetry"));

      List<EventClient.Event> last = client.untilEnd();

      assertThat(last.get(last.size() - 1).json().path("reason").asText()).isEqualTo("forbidden");
    }
  }

  @Test
  void aStreamGoesOnWhileNobodyCanTellWhetherItMay() throws Exception {
    try (EventClient client = server.listen("?user_identifier=patient", "")) {
      client.untilPosition();
      server.right = Future.failedFuture(new IOException("The database is away"));
      long id = server.store(ofUser("patient"));
      int asked = server.asked.get();
      Patience.until("it was asked for its right", () -> server.asked.get() > asked + 1);
      assertThat(client.text()).doesNotContain("record");

      server.right = Future.succeededFuture(LiveServer.ANN);

      assertThat(client.next().json().path("record").path("id").asLong()).isEqualTo(id);
    }
  }

  @Test
  void aNarrowerLimitHoldsForTheNextEvent() {
    try (EventClient client = server.listen("", "")) {
      client.untilPosition();
      server.right =
          Future.succeededFuture(
              new Actor(
                  Actor.Kind.ACCOUNT,
                  "ann",
                  1L,
                  "session",
                  Role.ANALYST,
                  new Scope(Set.of(2L), null)));
      server.store(request().knownProductId(1L).build());
      long own = server.store(request().knownProductId(2L).build());

      assertThat(client.next().json().path("record").path("id").asLong()).isEqualTo(own);
    }
  }

  @Test
  void aCallerWithALimitIsToldOfNothingElse() {
    server.caller =
        new Actor(
            Actor.Kind.TOKEN,
            "bob",
            2L,
            "9",
            Role.ANALYST,
            new Scope(Set.of(2L), Set.of("staging")));
    server.right = Future.succeededFuture(server.caller);
    try (EventClient client = server.listen("", "")) {
      client.untilPosition();
      server.store(request().knownProductId(2L).environment("production").build());
      server.store(request().knownProductId(1L).environment("staging").build());
      server.store(request().knownProductId(null).environment("staging").build());
      long own = server.store(request().knownProductId(2L).environment("staging").build());

      assertThat(client.next().json().path("record").path("id").asLong()).isEqualTo(own);
    }
  }

  @Test
  void anAccountHasOnlySoManyStreamsAndANodeToo() throws Exception {
    List<EventClient> open = new ArrayList<>();
    try {
      open.add(server.listen("", ""));
      open.add(server.listen("", ""));
      try (EventClient third = server.listen("", "")) {
        assertThat(third.response().statusCode()).isEqualTo(503);
      }
      for (String name : List.of("bob", "eve")) {
        server.caller = new Actor(Actor.Kind.TOKEN, name, 2L, "9", Role.ANALYST, Scope.UNLIMITED);
        open.add(server.listen("", ""));
      }
      server.caller = new Actor(Actor.Kind.TOKEN, "tom", 3L, "8", Role.ANALYST, Scope.UNLIMITED);
      try (EventClient fifth = server.listen("", "")) {
        assertThat(fifth.response().statusCode()).isEqualTo(503);
      }
      open.remove(0).close();
      Patience.until(
          "there is room again",
          () -> {
            EventClient again = server.listen("", "");
            open.add(again);
            return again.response().statusCode() == 200;
          });
    } finally {
      open.forEach(EventClient::close);
    }
  }

  @Test
  void aPositionThatNobodyWasToldIsRefused() {
    for (String wrong : List.of("x", "1", "999999999999-0", "0-999999999999")) {
      try (EventClient client = server.listen("", wrong)) {
        assertThat(client.response().statusCode()).as(wrong).isEqualTo(400);
        client.untilEnd();
        assertThat(client.text()).contains("Last-Event-ID");
      }
    }
  }

  @Test
  void aHeadHasNoStream() throws IOException {
    HttpURLConnection head =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.port() + "/live").toURL().openConnection();
    head.setRequestMethod("HEAD");

    assertThat(head.getResponseCode()).isEqualTo(200);
    assertThat(head.getContentType()).isEqualTo("text/event-stream");
  }

  @Test
  void aNodeThatStopsSaysSo() {
    try (LiveServer other = new LiveServer(5, LIMITS);
        EventClient client = other.listen("", "")) {
      client.untilPosition();

      await(other.streams.close());

      List<EventClient.Event> last = client.untilEnd();
      assertThat(last.get(last.size() - 1).json().path("reason").asText()).isEqualTo("stopping");
      assertThat(client.isWhole()).isTrue();
      try (EventClient late = other.listen("", "")) {
        assertThat(late.response().statusCode()).isEqualTo(503);
      }
    }
  }

  /** Waits until the client could have been told of a record. */
  private static void untilPast(EventClient client, long id) {
    while (Long.parseLong(client.nextBlock().id().replaceFirst("-.*", "")) < id) {
      assertThat(client.lastId()).isNotEmpty();
    }
  }

  private static Future<Actor> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }

  private static StoreRequest ofUser(String user) {
    return request().fields(of(user)).build();
  }

  private static TelemetryFields of(String user) {
    return fields("1", user, "license", "activation", "group");
  }

  private static TelemetryFields large(String user) {
    return new TelemetryFields(
        "1",
        user,
        "license",
        "activation",
        "1.0",
        "text",
        null,
        null,
        null,
        "x".repeat(60_000),
        "group");
  }

  private static void judge(StoreRequest stored, String flag) throws Exception {
    UUID id = stored.record().recordId();
    server.database.execute(
        "INSERT INTO standing (record_id, id, environment, flags, pending, updated_at) SELECT"
            + " record_id, id, environment, '{"
            + flag
            + "}', '{}', now() FROM telemetry WHERE record_id = '"
            + id
            + "'",
        "INSERT INTO verdict (record_id, check_id, check_version, mode, run, decided_at, flags,"
            + " pending, details, flags_before, flags_after) VALUES ('"
            + id
            + "', 'own', '1.0.0', 'live', 0, now(), '{"
            + flag
            + "}', false, '{}', '{}', '{"
            + flag
            + "}')");
  }

  /** The ids of the next records. */
  private static List<Long> ids(EventClient client, int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EventClient.Event event = client.next();
      assertThat(event.type()).isEqualTo("record");
      ids.add(event.json().path("record").path("id").asLong());
    }
    return ids;
  }

  /** Lines, however large the chunks of HTTP are that cut them: a chunk's head is a line, too. */
  private static final class Lines {
    private final InputStream in;

    Lines(InputStream in) {
      this.in = new BufferedInputStream(in);
    }

    String next() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("The stream has ended");
        }
        line.append((char) octet);
      }
      return line.toString();
    }
  }
}
