package io.flagpost.platform.ops;

import io.vertx.core.metrics.MetricsOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What Vert.x measures by itself: its pools, of connections to PostgreSQL and of worker threads,
 * and nothing else. Of requests we know more, and to measure them twice would cost each of them.
 */
public final class PoolMeters {
  /** A category that is no domain: the clients of databases, which know of no label of ours. */
  private static final String SQL_CLIENTS = "sql";

  private static final AtomicInteger NODES = new AtomicInteger();

  private PoolMeters() {}

  /** The options of one node's Vert.x. */
  public static MetricsOptions options() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .setRegistryName("node-" + NODES.incrementAndGet()) // one process may run several
        .setLabels(EnumSet.of(Label.POOL_TYPE, Label.POOL_NAME))
        .setDisabledMetricsCategories(
            Arrays.stream(MetricsDomain.values())
                .filter(domain -> domain != MetricsDomain.NAMED_POOLS)
                .map(MetricsDomain::toCategory)
                .collect(Collectors.toSet()))
        .addDisabledMetricsCategory(SQL_CLIENTS);
  }
}
