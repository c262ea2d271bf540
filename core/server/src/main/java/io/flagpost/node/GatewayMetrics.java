package io.flagpost.node;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.platform.ops.EventLoopMeters;
import io.flagpost.platform.ops.Health;
import io.flagpost.platform.ops.Readiness;
import io.flagpost.platform.snapshot.ReferenceFileWriter;
import io.flagpost.registry.RegistryMetrics;
import io.flagpost.signing.BusSigner;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the node measures of itself, in Prometheus' text format. Parts are added while the node
 * starts; after that, any thread.
 */
public final class GatewayMetrics implements AutoCloseable {
  /** The media type of what {@link #scrape} gives. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** What is counted for each plugin, and what it means. */
  public static final Map<String, String> PLUGIN_COUNTS =
      Map.ofEntries(
          Map.entry("records", "Records handed to the plugin since the gateway started"),
          Map.entry("batches", "Hand-overs in which they went"),
          Map.entry("faults", "Checks that failed by the plugin's own fault"),
          Map.entry("timeouts", "Checks that gave no answer in time"),
          Map.entry("undecided", "Checks of the plugin that said that they cannot tell now"),
          Map.entry("shed", "Records that the plugin did not get for want of room or trust"),
          Map.entry("answers", "Checks that gave an answer in time"),
          Map.entry(
              "answer_seconds",
              "How long those took together, each from its record's hand-over on"),
          Map.entry("flags", "Flags in those answers"),
          Map.entry("leaked_threads", "Threads of stopped versions that still run"),
          Map.entry("quarantined", "1 while the plugin is in quarantine"));

  private static final double[] GROUP_SIZES = {1, 10, 100, 500, 1_000, 10_000};
  private static final Duration[] GROUP_TIMES = {
    Duration.ofMillis(2),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final WorkerExecutor worker;
  private final AtomicReference<@Nullable Future<String>> underWay = new AtomicReference<>();
  private final Map<String, MultiGauge> pluginMeters = new HashMap<>();

  // Counters do not keep what they count.
  private final List<Object> sources = new ArrayList<>();

  private final MultiGauge plugins;
  private final EventLoopMeters eventLoops;
  private volatile Supplier<Map<String, Map<String, Double>>> pluginCounts = Map::of;
  private volatile Supplier<Map<String, Long>> pluginStates = Map::of;

  /**
   * Measures the process, to begin with.
   *
   * @param registry where others may measure, too; closed with this
   */
  public GatewayMetrics(Vertx vertx, PrometheusMeterRegistry registry, BuildInfo build) {
    this.registry = registry;
    registry.throwExceptionOnRegistrationFailure(); // or one of two by the same name is never seen
    this.plugins =
        MultiGauge.builder("flagpost.plugins")
            .description("Plugins in the drop folder, by what they do")
            .register(registry);
    this.worker = vertx.createSharedWorkerExecutor("metrics", 1);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
    eventLoops = new EventLoopMeters(vertx, registry);
    Gauge.builder("flagpost.build", () -> 1)
        .description("Always 1; the version is in the label")
        .tag("version", build.version())
        .register(registry);
  }

  /** Where parts that count for themselves add their meters. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Adds whether the node takes records. */
  public void add(Health health) {
    gauge(
        "flagpost.ready",
        "1 while the node takes records",
        health,
        node -> node.isAccepting() ? 1 : 0);
    for (Readiness state : Readiness.values()) {
      Gauge.builder("flagpost.readiness", health, node -> node.readiness() == state ? 1 : 0)
          .description("1 for what /health/ready says, else 0")
          .tag("state", state.text())
          .strongReference(true)
          .register(registry);
    }
    gauge(
        "flagpost.database.reachable",
        "0 while PostgreSQL is away, or was not there since the start",
        health,
        node -> node.isDatabaseThere() ? 1 : 0);
  }

  /** Adds the signatures. */
  public void add(BusSigner signer, SigningCapacity capacity) {
    counter("flagpost.signatures.made", "Signatures made", signer, BusSigner::signedCount);
    counter(
        "flagpost.signatures.shared",
        "Answers served by a signature made for another one",
        signer,
        BusSigner::sharedCount);
    gauge(
        "flagpost.signing.queue.free",
        "Answers that may be promised a signature before requests are refused",
        capacity,
        SigningCapacity::free);
  }

  /** Adds the reference data. */
  public void add(Supplier<RegistryMetrics> reference) {
    gauge(
        "flagpost.registry.snapshot.time.seconds",
        "When the reference data in use was read, in seconds since 1970",
        reference,
        data -> data.get().snapshotLoadedAt().toEpochMilli() / 1000.0);
    gauge(
        "flagpost.registry.lookups.available",
        "0 while look-ups fail at once because PostgreSQL is away",
        reference,
        data -> data.get().lookupsAvailable() ? 1 : 0);
    gauge(
        "flagpost.registry.stale",
        "1 while the reference data in use were not read from PostgreSQL, or not for long",
        reference,
        data -> data.get().stale() ? 1 : 0);
    counter(
        "flagpost.registry.reloads",
        "How often the reference data was read anew",
        reference,
        data -> data.get().reloads());
    counter(
        "flagpost.registry.reloads.failed",
        "How often that failed",
        reference,
        data -> data.get().failedReloads());
    counter(
        "flagpost.registry.license.queries",
        "Queries for licenses",
        reference,
        data -> data.get().licenseQueries());
    counter(
        "flagpost.registry.activation.queries",
        "Queries for activations",
        reference,
        data -> data.get().activationQueries());
    counter(
        "flagpost.registry.cache.hits",
        "Look-ups of licenses and activations that were answered from memory",
        reference,
        data -> data.get().cacheHits());
    counter(
        "flagpost.registry.cache.misses",
        "Look-ups of licenses and activations for which PostgreSQL was asked, or would have been",
        reference,
        data -> data.get().cacheMisses());
  }

  /** Adds the copy of the reference data on disk. */
  public void add(ReferenceFileWriter<?> snapshot) {
    gauge(
        "flagpost.snapshot.written.time.seconds",
        "When the reference data were copied to disk last, in seconds since 1970; 0: not yet",
        snapshot,
        writer -> writer.writtenAtMillis() / 1000.0);
    counter(
        "flagpost.snapshot.writes",
        "How often the reference data were copied to disk",
        snapshot,
        ReferenceFileWriter::writtenCount);
    counter(
        "flagpost.snapshot.writes.failed",
        "How often that failed",
        snapshot,
        ReferenceFileWriter::failedCount);
  }

  /** Adds the queue in front of the database. */
  public void add(PgTelemetryStore store) {
    gauge(
        "flagpost.store.queue.rows",
        "Records that wait for their group",
        store,
        PgTelemetryStore::queuedRows);
    gauge(
        "flagpost.store.queue.bytes",
        "The data of the records that wait for their group",
        store,
        PgTelemetryStore::queuedBytes);
    gauge(
        "flagpost.store.queue.wait.seconds",
        "For how long the oldest of them has been waiting",
        store,
        queue -> queue.queuedForNanos() / 1e9);
    gauge(
        "flagpost.store.days.ahead",
        "For how many days after today records can be stored even if no node makes partitions;"
            + " -1: not even today; not a number before PostgreSQL was there",
        store,
        PgTelemetryStore::daysAhead);
    DistributionSummary sizes =
        DistributionSummary.builder("flagpost.store.group.rows")
            .description("Records in a group")
            .serviceLevelObjectives(GROUP_SIZES)
            .register(registry);
    Timer times =
        Timer.builder("flagpost.store.group.time")
            .description("How long a group took to be settled, whether it was committed or not")
            .serviceLevelObjectives(GROUP_TIMES)
            .register(registry);
    store.observe(
        (rows, nanos) -> {
          sizes.record(rows);
          times.record(nanos, TimeUnit.NANOSECONDS);
        });
  }

  /**
   * Adds how many plugins there are in each state, and what each of them has done.
   *
   * @param byState every state by its name, those without a plugin too; called at each scrape
   * @param byPlugin for each plugin's id a count for each of {@link #PLUGIN_COUNTS}; called at each
   *     scrape
   */
  public void addPlugins(
      Supplier<Map<String, Long>> byState, Supplier<Map<String, Map<String, Double>>> byPlugin) {
    pluginStates = byState;
    pluginCounts = byPlugin;
    PLUGIN_COUNTS.forEach(
        (count, what) ->
            pluginMeters.put(
                count,
                MultiGauge.builder("flagpost.plugin." + count.replace('_', '.'))
                    .description(what)
                    .register(registry)));
  }

  /**
   * Measures the checks on stored records.
   *
   * @param queries how often they asked for earlier records
   * @param lag how many records they are behind; below zero on a node that does not know
   */
  public void addStoredChecks(LongSupplier queries, LongSupplier lag) {
    counter(
        "flagpost.history.queries",
        "Queries for earlier records that checks on stored records asked for",
        queries,
        LongSupplier::getAsLong);
    gauge(
        "flagpost.checks.stored.lag",
        "Stored records that the check has still to judge that is the furthest behind;"
            + " not a number on nodes that leave it to another one",
        lag,
        source -> source.getAsLong() < 0 ? Double.NaN : source.getAsLong());
  }

  /** Plugins come and go, so each look has its own set of them. */
  private void measurePlugins() {
    plugins.register(
        pluginStates.get().entrySet().stream()
            .map(state -> MultiGauge.Row.of(Tags.of("state", state.getKey()), state.getValue()))
            .toList(),
        true);
    Map<String, Map<String, Double>> counts = pluginCounts.get();
    pluginMeters.forEach(
        (name, meter) ->
            meter.register(
                counts.entrySet().stream()
                    .map(
                        plugin ->
                            MultiGauge.Row.of(
                                Tags.of("plugin", plugin.getKey()),
                                plugin.getValue().getOrDefault(name, 0.0)))
                    .toList(),
                true));
  }

  /**
   * What is measured now. Written off the event loops; whoever asks while it is being written gets
   * the same.
   */
  public Future<String> scrape() {
    Future<String> other = underWay.get();
    if (other != null) {
      return other;
    }
    Future<String> mine =
        worker.executeBlocking(
            () -> {
              measurePlugins();
              return registry.scrape();
            });
    underWay.set(mine);
    return mine.onComplete(done -> underWay.compareAndSet(mine, null));
  }

  @Override
  public void close() {
    eventLoops.close();
    gc.close();
    registry.close();
  }

  private <T> void gauge(String name, String what, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(what).strongReference(true).register(registry);
  }

  private <T> void counter(String name, String what, T source, ToDoubleFunction<T> value) {
    sources.add(source);
    FunctionCounter.builder(name, source, value).description(what).register(registry);
  }
}
