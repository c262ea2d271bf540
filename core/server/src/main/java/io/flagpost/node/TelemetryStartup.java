package io.flagpost.node;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.registry.Registry;
import io.flagpost.statistics.Statistics;
import io.flagpost.statistics.StatisticsMeters;
import io.flagpost.statistics.StatisticsSettings;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.http.TelemetryBackend;
import io.flagpost.telemetry.ingest.ContentHashes;
import io.flagpost.telemetry.ingest.TelemetryService;
import io.flagpost.telemetry.live.LiveRecords;
import io.flagpost.telemetry.live.LiveSettings;
import io.flagpost.telemetry.query.RecordExports;
import io.flagpost.telemetry.query.RecordSearch;
import io.flagpost.telemetry.query.SearchSettings;
import io.flagpost.telemetry.query.TelemetryReader;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.spool.ReplaySettings;
import io.flagpost.telemetry.spool.Spool;
import io.flagpost.telemetry.spool.SpoolMeters;
import io.flagpost.telemetry.spool.SpoolingStore;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreMeters;
import io.flagpost.verdicts.VerdictMeters;
import io.flagpost.verdicts.Verdicts;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * The parts that a record passes through: the checks at receipt, the store, the checks on stored
 * records, the statistics, and the read API.
 */
final class TelemetryStartup {
  private final NodeContext node;
  private final NodeDatabase database;
  private final Registry registry;
  private final PluginHost plugins;
  private final ReceiptChecks checks;
  private final Statistics statistics;
  private final Verdicts verdicts;
  private final SpoolingStore store;
  private final TelemetryReader reader;
  private final RecordSearch search;
  private final RecordExports exports;
  private final LiveRecords live;

  /** Starts all parts. Blocking. */
  TelemetryStartup(NodeContext node, NodeDatabase database, Registry registry, PluginHost plugins) {
    this.node = node;
    this.database = database;
    this.registry = registry;
    this.plugins = plugins;
    this.checks = startChecks();
    this.statistics = openStatistics();
    this.verdicts = openVerdicts();
    watchStatistics();
    this.store = openStore();
    store.whenReplayed(verdicts::askPending);
    checks.whenUndecided(verdicts::askAgain);
    this.reader = openReader();
    this.search = openSearch();
    this.exports = openExports();
    this.live = openLive();
  }

  /** Finds records for people. */
  RecordSearch search() {
    return search;
  }

  /** What is counted of records. */
  Statistics statistics() {
    return statistics;
  }

  /** Reads records for exports. */
  RecordExports exports() {
    return exports;
  }

  /** What happens, for those who listen. */
  LiveRecords live() {
    return live;
  }

  /** The checks on stored records. */
  Verdicts verdicts() {
    return verdicts;
  }

  /** The checks at receipt. */
  ReceiptChecks checks() {
    return checks;
  }

  /**
   * How many stored records have still to be judged or counted; negative while this node does not
   * know. Any thread.
   */
  long behind() {
    long judged = verdicts.lag();
    long counted = verdicts.lagOf(statistics.follower().name());
    return judged < 0 || counted < 0 ? -1 : Math.max(judged, counted);
  }

  /** The store of records, with or without PostgreSQL. */
  SpoolingStore store() {
    return store;
  }

  /** The services of the public listener. */
  TelemetryBackend backend() {
    TelemetryService service =
        new TelemetryService(
            registry,
            checks,
            store,
            new RecordIds(new SecureRandom()),
            new ContentHashes(node.vertx().createSharedWorkerExecutor("content-hash", 1)),
            node.clock());
    return new TelemetryBackend(registry, service, reader);
  }

  private ReceiptChecks startChecks() {
    plugins.warmUp(
        () ->
            new CheckCatalog.Received(
                ReceiptChecks.warmUpRecord(node.clock()), registry.lookups()));
    node.health().note(() -> PluginStates.crashed(plugins.plugins()));
    ReceiptChecks receipt = new ReceiptChecks(node.vertx(), registry, plugins::catalog);
    Await.done(receipt.warmUp(node.clock()));
    return receipt;
  }

  private Statistics openStatistics() {
    Statistics counts =
        Statistics.create(
            node.vertx(),
            database.connectOptions(),
            StatisticsSettings.DEFAULTS,
            new SplittableRandom(),
            node.clock());
    node.started().add("statistics", limit -> Await.done(counts.close(), limit));
    return counts;
  }

  private void watchStatistics() {
    LongSupplier behind = () -> verdicts.lagOf(statistics.follower().name());
    StatisticsMeters.bind(statistics, behind, node.meters());
    statistics.compareNightly(() -> behind.getAsLong() >= 0);
  }

  /** What follows records beside the folds starts and stops with them. */
  private Verdicts openVerdicts() {
    Verdicts later =
        Verdicts.create(
            node.vertx(),
            database.connectOptions(),
            plugins::catalog,
            registry.lookups(),
            List.of(statistics.follower()),
            node.settings().verdicts(),
            node.clock());
    node.started().add("verdicts", limit -> Await.done(later.close(), limit));
    node.startup().add("beginning to judge stored records", () -> Await.done(later.start()));
    VerdictMeters.bind(later, node.meters());
    return later;
  }

  private SpoolingStore openStore() {
    Spool spool = Spool.open(node.vertx(), node.settings().spool(), node.clock());
    node.started().add("spool", limit -> Await.done(spool.close(), limit));
    PgTelemetryStore postgres =
        PgTelemetryStore.create(
            node.vertx(),
            database.connectOptions(),
            database.maintenanceOptions(),
            node.settings().store(),
            node.clock());
    node.startup().add("opening the store", () -> Await.done(postgres.start()));
    SpoolingStore spooling =
        SpoolingStore.start(
            node.vertx(),
            postgres,
            spool,
            ReplaySettings.atRate(node.config().spool().replayRate()));
    node.started().add("store", limit -> Await.done(spooling.close(), limit));
    StoreMeters.bind(postgres, node.meters());
    SpoolMeters.bind(spooling, node.meters(), node.clock());
    return spooling;
  }

  private TelemetryReader openReader() {
    TelemetryReader opened =
        TelemetryReader.open(
            node.vertx(),
            database.connectOptions(),
            verdicts::laterChecks,
            node.settings().reader());
    node.started().add("reader", limit -> Await.done(opened.close(), limit));
    return opened;
  }

  private RecordSearch openSearch() {
    RecordSearch opened =
        RecordSearch.open(
            node.vertx(),
            database.connectOptions(),
            "record-search",
            verdicts::laterChecks,
            SearchSettings.DEFAULTS);
    node.started().add("search", limit -> Await.done(opened.close(), limit));
    return opened;
  }

  private RecordExports openExports() {
    RecordExports opened =
        RecordExports.open(
            node.vertx(),
            database.connectOptions(),
            verdicts::laterChecks,
            SearchSettings.DEFAULTS);
    node.started().add("reading for exports", limit -> Await.done(opened.close(), limit));
    return opened;
  }

  private LiveRecords openLive() {
    LiveRecords opened =
        LiveRecords.open(
            node.vertx(), database.connectOptions(), verdicts::laterChecks, LiveSettings.DEFAULTS);
    node.started().add("live records", limit -> Await.done(opened.close(), limit));
    return opened;
  }
}
