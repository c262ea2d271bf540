package io.flagpost.node;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.platform.ops.EventLoopMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a node, in Prometheus' text format: the process's meters, and those that each part
 * adds to {@link #registry} while the node starts. Any thread.
 */
final class GatewayMetrics implements AutoCloseable {
  /** The media type of {@link #scrape}. */
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final WorkerExecutor worker;
  private final AtomicReference<@Nullable Future<String>> underWay = new AtomicReference<>();
  private final EventLoopMeters eventLoops;
  private final List<Runnable> refreshes = new CopyOnWriteArrayList<>();

  /**
   * Creates the metrics, with the meters of the process.
   *
   * @param registry where other parts add meters, too; closed with this object
   */
  GatewayMetrics(Vertx vertx, PrometheusMeterRegistry registry, BuildInfo build) {
    this.registry = registry;
    registry.throwExceptionOnRegistrationFailure(); // or one of two meters with the same name would
    // silently be missing
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

  /** The registry to which every part adds its meters. */
  MeterRegistry registry() {
    return registry;
  }

  /**
   * Adds an update of meters that cannot be read at any time; it runs before each scrape, off the
   * event loops.
   */
  void beforeScrape(Runnable refresh) {
    refreshes.add(refresh);
  }

  /** The current metrics. Written off the event loops; concurrent callers share one result. */
  Future<String> scrape() {
    Future<String> other = underWay.get();
    if (other != null) {
      return other;
    }
    Future<String> mine =
        worker.executeBlocking(
            () -> {
              refreshes.forEach(Runnable::run);
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
}
