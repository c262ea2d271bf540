package io.flagpost.platform.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Vert.x measures by itself: its pools, of connections to PostgreSQL and of worker threads,
 * and nothing else. Of requests we know more, and to measure them twice would cost each of them.
 */
public final class PoolMeters {
  private static final AtomicInteger NODES = new AtomicInteger();

  private PoolMeters() {}

  /** The options of one node's Vert.x, which {@link #factory} needs. */
  public static MetricsOptions options() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .setRegistryName("node-" + NODES.incrementAndGet()) // one process may run several
        .setLabels(EnumSet.of(Label.POOL_TYPE, Label.POOL_NAME));
  }

  /** Makes the meters of one node's Vert.x, in its registry. */
  public static VertxMetricsFactory factory(MeterRegistry registry) {
    return new MicrometerMetricsFactory(registry) {
      @Override
      public VertxMetrics metrics(VertxOptions options) {
        return new OnePerName(super.metrics(options));
      }
    };
  }

  /**
   * Makes the meters of a pool once for each name: a pool that is opened in place of a closed one
   * goes on with its meters. What is not overridden here is not measured.
   */
  private static final class OnePerName implements VertxMetrics {
    private final VertxMetrics micrometer;
    private final Map<Key, PoolMetrics<?, ?>> pools = new ConcurrentHashMap<>();

    private record Key(String type, String name) {}

    OnePerName(VertxMetrics micrometer) {
      this.micrometer = micrometer;
    }

    @Override
    public PoolMetrics<?, ?> createPoolMetrics(String type, String name, int maxSize) {
      return pools.computeIfAbsent(
          new Key(type, name), key -> micrometer.createPoolMetrics(type, name, maxSize));
    }

    @Override
    public void vertxCreated(Vertx vertx) {
      micrometer.vertxCreated(vertx);
    }

    @Override
    public boolean isMetricsEnabled() {
      return micrometer.isMetricsEnabled();
    }

    @Override
    public void close() {
      micrometer.close();
    }
  }
}
