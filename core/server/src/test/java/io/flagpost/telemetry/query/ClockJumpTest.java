package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.readPage;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.checks.FakeCatalog;
import io.flagpost.telemetry.checks.FakeRegistry;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.ingest.ContentHashes;
import io.flagpost.telemetry.ingest.DecodedRequest;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.RequestDecoder;
import io.flagpost.telemetry.ingest.Submission;
import io.flagpost.telemetry.ingest.TelemetryService;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.spool.ReplaySettings;
import io.flagpost.telemetry.spool.Spool;
import io.flagpost.telemetry.spool.SpoolSettings;
import io.flagpost.telemetry.spool.SpoolingStore;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine's clock jumps back an hour, and later goes through that hour again. */
@Tag("fault")
class ClockJumpTest {
  private static final int WAVE = 300;
  private static final ApiKey KEY = reader("production");
  private static final Registry REGISTRY = new FakeRegistry();

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create();
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> walked = new ArrayList<>();
  private TcpProxy proxy;
  private TelemetryReader reader;
  private long walkedUpTo;

  @BeforeEach
  void open() throws IOException {
    proxy = new TcpProxy(database.connectOptions().getPort(), "nothing is cut");
    reader =
        TelemetryReader.open(vertx, database.connectOptions(), List::of, ReaderSettings.DEFAULTS);
  }

  @AfterEach
  void close() throws IOException {
    await(reader.close());
    await(vertx.close());
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-04T12:30:00Z, false",
    "2026-03-04T12:30:00Z, true",
    "2026-03-04T00:30:00Z, false", // back over the change of the day
    "2026-03-04T00:30:00Z, true"
  })
  void everyRecordIsStoredOnceAndWalksAreWhole(Instant moment, boolean postgresqlIsAwayThen)
      throws IOException {
    clock.set(moment);
    SpoolingStore store = openStore();
    TelemetryService service = service(store);
    UUID event = UUID.randomUUID();
    send(service, event);
    sendWave(service);
    walk();
    assertThat(walked).hasSize(1 + WAVE);

    if (postgresqlIsAwayThen) {
      proxy.cutOff();
    }
    clock.set(moment.minus(Duration.ofHours(1)));
    sendWave(service);
    assertThat(keep(service, prepare(service, event)).code()).isEqualTo(831); // and is no new one
    clock.set(moment);
    sendWave(service);
    proxy.restore();
    until(vertx, () -> !store.isSpooling());
    clock.set(moment.plusSeconds(1));
    sendWave(service);
    walk();
    await(store.close());

    assertThat(acknowledged).doesNotHaveDuplicates();
    assertThat(walked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(acknowledged);
  }

  /** Goes on reading where it was, up to the end. */
  private void walk() {
    Page page;
    do {
      page =
          await(
              readPage(
                  reader, KEY, filter(Map.of("after_id", "" + walkedUpTo, "per_page", "100"))));
      for (ObjectNode record : page.records()) {
        walked.add(record.get("event_id").textValue());
        walkedUpTo = record.get("id").longValue();
      }
    } while (page.nextAfterId() != null);
  }

  private void sendWave(TelemetryService service) {
    List<Future<Acknowledgement>> wave = new ArrayList<>();
    for (int i = 0; i < WAVE; i++) {
      Submission submission = prepare(service, null);
      wave.add(service.keep(submission));
      acknowledged.add(submission.telemetry().recordId().toString());
    }
    await(Future.all(wave));
  }

  private void send(TelemetryService service, UUID event) {
    keep(service, prepare(service, event));
    acknowledged.add(event.toString()); // which is what readers know it by
  }

  private static Acknowledgement keep(TelemetryService service, Submission submission) {
    return await(service.keep(submission));
  }

  private static Submission prepare(TelemetryService service, @Nullable UUID event) {
    String body = event == null ? "data_type=text" : "data_type=text&event_id=" + event;
    InboundRequest request =
        new InboundRequest("application/x-www-form-urlencoded", null, "", body.getBytes(UTF_8));
    DecodedRequest decoded =
        RequestDecoder.decode(request, 1 << 20)
            .fold(
                taken -> taken,
                () -> {
                  throw new AssertionError("too large");
                });
    return await(service.prepare(decoded, "the key", KEY, "192.0.2.7", null));
  }

  private SpoolingStore openStore() {
    PgTelemetryStore postgres =
        await(
            TestStores.open(
                vertx, database.connectOptions().setPort(proxy.port()), impatient(), clock));
    Spool spool =
        Spool.open(
            vertx, new SpoolSettings(folder.resolve("spool"), 1 << 30, 0, 20_000, 64 << 20), clock);
    await(spool.opened());
    return SpoolingStore.start(vertx, postgres, spool, ReplaySettings.atRate(100_000));
  }

  /** Gives PostgreSQL up after a moment, as the test does not want to wait for it. */
  private static StoreSettings impatient() {
    return new StoreSettings(
        2,
        500,
        4 << 20,
        20_000,
        64 << 20,
        Duration.ofMillis(700),
        Duration.ofDays(7),
        2,
        Duration.ofMinutes(10));
  }

  private TelemetryService service(SpoolingStore store) {
    FakeCatalog silent =
        new FakeCatalog(
            (telemetry, lookups) -> CompletableFuture.completedStage(CatalogResult.CLEAR));
    return new TelemetryService(
        REGISTRY,
        new ReceiptChecks(vertx, REGISTRY, () -> silent),
        store,
        new RecordIds(new SecureRandom()),
        new ContentHashes(vertx.createSharedWorkerExecutor("content-hash", 1)),
        clock);
  }
}
