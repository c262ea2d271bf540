package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Operation;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.registry.Registry;
import io.flagpost.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.pgclient.PgConnection;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who looks for personal data is written down, however often, in a bounded number of entries. */
class ReadAccessTest {
  private static final AdminContract CONTRACT = AdminContract.load();
  private static final Actor BOB =
      new Actor(Actor.Kind.TOKEN, "bob", 8L, "3", Role.ANALYST, Scope.UNLIMITED);

  @TempDir static Path folder;
  private static TestLog log;

  private final List<String> written = new CopyOnWriteArrayList<>();
  private volatile boolean broken;
  private Changes changes;
  private ReadAccess watch;

  @BeforeAll
  static void open() {
    log = new TestLog(folder);
  }

  @AfterAll
  static void close() {
    log.close();
  }

  @BeforeEach
  void start() {
    changes =
        new Changes(
            log.pool,
            (connection, actor, address, events) -> {
              if (broken) {
                return Future.failedFuture("no room");
              }
              events.forEach(
                  event ->
                      written.add(
                          actor.name()
                              + " "
                              + event.action()
                              + " "
                              + event.target()
                              + " "
                              + event.after()));
              return Future.succeededFuture();
            });
    watch = new ReadAccess(log.vertx, changes);
  }

  @AfterEach
  void stop() {
    await(watch.settle());
  }

  @Test
  void aSearchIsWrittenDownWithItsFiltersBeforeItIsMade() {
    await(
        read(
            TestLog.ALICE,
            "listLicenses",
            Map.of(),
            Map.of(
                "reference", List.of("ORDER-1"),
                "license_key", List.of("Q2M9-7XKD-0001-AAAA"),
                "limit", List.of("100"),
                "sort", List.of("id"))));
    await(read(TestLog.ALICE, "showLicense", Map.of("id", "17"), Map.of()));

    assertThat(written)
        .containsExactly(
            "alice personal-data.read operation/listLicenses"
                + " {\"filters\":{\"license_key\":\"***AAAA\",\"reference\":\"ORDER-1\"}}",
            "alice personal-data.read operation/showLicense {\"filters\":{\"id\":\"17\"}}");
  }

  @Test
  void theSameSearchAndItsPagesAreCounted() {
    for (String cursor : List.of("a", "b", "c")) {
      await(read(TestLog.ALICE, "listActivations", Map.of(), Map.of("cursor", List.of(cursor))));
    }
    await(read(BOB, "listActivations", Map.of(), Map.of()));
    assertThat(written).hasSize(2);

    await(watch.settle());
    assertThat(written.subList(2, written.size()))
        .containsExactly(
            "alice personal-data.read operation/listActivations"
                + " {\"filters\":{},\"repeated\":2}");

    await(read(TestLog.ALICE, "listActivations", Map.of(), Map.of()));
    assertThat(written).hasSize(4);
  }

  @Test
  void aFloodOfSearchesOfOneAccountIsCountedAndKeepsNobodyElseOut() {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      all.add(read(TestLog.ALICE, "showLicense", Map.of("id", "" + i), Map.of()));
    }
    await(Future.join(all));
    await(read(BOB, "showLicense", Map.of("id", "1"), Map.of()));
    await(watch.settle());

    assertThat(written).hasSize(ReadAccess.MOST_ACTS + 3);
    assertThat(written)
        .contains(
            "bob personal-data.read operation/showLicense {\"filters\":{\"id\":\"1\"}}",
            "alice personal-data.read operation/many {\"filters\":{},\"repeated\":79}");
  }

  @Test
  void withoutTheEntryNothingIsReadAndTheNextOneTriesAgain() {
    broken = true;
    assertThat(failure(read(BOB, "showBlock", Map.of("id", "1"), Map.of()))).hasMessage("no room");

    broken = false;
    await(read(BOB, "showBlock", Map.of("id", "1"), Map.of()));
    assertThat(written).hasSize(1);
  }

  @Test
  void whatIsWrittenDownMakesNoNodeReadItsRecordsAgain() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    PgConnection listener = await(PgConnection.connect(log.vertx, log.database.connectOptions()));
    listener.notificationHandler(notification -> heard.add(notification.getPayload()));
    await(listener.query("LISTEN " + Registry.CHANGES_CHANNEL).execute());

    await(read(BOB, "listBlocks", Map.of(), Map.of()));
    await(
        changes.make(
            BOB, "", connection -> Future.succeededFuture(Change.of(1, TestLog.event(1)))));

    await(listener.query("NOTIFY " + Registry.CHANGES_CHANNEL + ", 'the end'").execute());

    Patience.until("the last one is heard", () -> heard.contains("the end"));
    await(listener.close());
    assertThat(heard).containsExactly("", "the end"); // the change alone
  }

  @Test
  void whatShowsActivationsLicensesBlocksAndRecordsIsPersonal() {
    assertThat(CONTRACT.operations().stream().filter(Operation::personal).map(Operation::id))
        .containsExactlyInAnyOrder(
            "listLicenses",
            "showLicense",
            "showLicenseByReference",
            "listLicenseActivations",
            "showActivation",
            "listActivations",
            "exportLicenses",
            "exportActivations",
            "listBlocks",
            "showBlock",
            "searchTelemetry",
            "showTelemetryTimeline",
            "streamTelemetry",
            "showTelemetryRecord",
            "showTopStatistics",
            "exportTelemetry");
  }

  private Future<Void> read(
      Actor actor, String id, Map<String, String> path, Map<String, List<String>> query) {
    Operation operation =
        CONTRACT.operations().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    HttpServerRequest none =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                ReadAccessTest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> null);
    return watch.reading(operation, new AdminRequest(actor, "192.0.2.7", path, query, null, none));
  }
}
