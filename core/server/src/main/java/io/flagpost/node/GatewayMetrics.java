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
 * What is measured of a node, in Prometheus' text format: of its process here, and of every part by
 * that part's own meters, which are added to {@link #registry} while the node starts. Any thread.
 */
final class GatewayMetrics implements AutoCloseable {
  /** The media type of what {@link #scrape} gives. */
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final WorkerExecutor worker;
  private final AtomicReference<@Nullable Future<String>> underWay = new AtomicReference<>();
  private final EventLoopMeters eventLoops;
  private final List<Runnable> refreshes = new CopyOnWriteArrayList<>();

  /**
   * Measures the process, to begin with.
   *
   * @param registry where others may measure, too; closed with this
   */
  GatewayMetrics(Vertx vertx, PrometheusMeterRegistry registry, BuildInfo build) {
    this.registry = registry;
    registry.throwExceptionOnRegistrationFailure(); // or one of two by the same name is never seen
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

  /** Where every part adds its meters. */
  MeterRegistry registry() {
    return registry;
  }

  /**
   * Has meters that cannot be read at any time brought up to date before each scrape, off the event
   * loops.
   */
  void beforeScrape(Runnable refresh) {
    refreshes.add(refresh);
  }

  /**
   * What is measured now. Written off the event loops; whoever asks while it is being written gets
   * the same.
   */
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
