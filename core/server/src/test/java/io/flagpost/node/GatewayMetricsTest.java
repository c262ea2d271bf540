package io.flagpost.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.platform.ops.Health;
import io.flagpost.registry.RegistryMetrics;
import io.flagpost.testing.Futures;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
  private final Vertx vertx = Vertx.vertx();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private GatewayMetrics metrics;

  @BeforeEach
  void make() {
    metrics = new GatewayMetrics(vertx, meters, new BuildInfo("1.2.3", "18"));
  }

  @AfterEach
  void close() {
    metrics.close();
    Futures.await(vertx.close());
  }

  @Test
  void theProcessIsMeasured() {
    assertThat(scrape())
        .contains(
            "# TYPE jvm_memory_used_bytes gauge",
            "process_cpu_usage ",
            "process_files_open_files ",
            "jvm_threads_live_threads ",
            "flagpost_build{version=\"1.2.3\"} 1.0\n");
  }

  /** Only one of them would be seen. */
  @Test
  void twoMetersOfOneNameWithOtherLabelsAreRefused() {
    meters.counter("flagpost.twice", "cause", "x");

    assertThatThrownBy(() -> meters.counter("flagpost.twice", "reason", "x"))
        .hasMessageContaining("flagpost_twice");
  }

  @Test
  void theReferenceDataIsLookedAtAtEachScrape() {
    AtomicLong reloads = new AtomicLong(7);
    metrics.add(
        () ->
            new RegistryMetrics(
                Instant.ofEpochSecond(5), reloads.get(), 2, 3, 4, 6, 1, false, true));
    System.gc(); // nothing may hang on a weak reference

    assertThat(scrape())
        .contains(
            "flagpost_registry_reloads_total 7.0\n",
            "flagpost_registry_reloads_failed_total 2.0\n",
            "flagpost_registry_license_queries_total 3.0\n",
            "flagpost_registry_activation_queries_total 4.0\n",
            "flagpost_registry_cache_hits_total 6.0\n",
            "flagpost_registry_cache_misses_total 1.0\n",
            "flagpost_registry_lookups_available 0.0\n",
            "flagpost_registry_snapshot_time_seconds 5.0\n");

    reloads.set(8);
    assertThat(scrape()).contains("flagpost_registry_reloads_total 8.0\n");
  }

  @Test
  void whetherTheNodeIsReadyAndItsPluginsAreTold() {
    Health health = new Health();
    metrics.add(health);
    metrics.addPlugins(
        () -> Map.of("running", 2L, "refused", 0L),
        () -> Map.of("acme", Map.of("records", 7.0, "quarantined", 1.0)));

    assertThat(scrape())
        .contains(
            "flagpost_ready 0.0\n",
            "flagpost_plugins{state=\"running\"} 2.0\n",
            "flagpost_plugins{state=\"refused\"} 0.0\n",
            "flagpost_plugin_records{plugin=\"acme\"} 7.0\n",
            "flagpost_plugin_quarantined{plugin=\"acme\"} 1.0\n");

    health.accept();
    assertThat(scrape()).contains("flagpost_ready 1.0\n");
  }

  @Test
  void howFarTheChecksOnStoredRecordsAreBehindIsTold() {
    AtomicLong lag = new AtomicLong(-1);
    metrics.addStoredChecks(() -> 5, lag::get);
    assertThat(scrape())
        .contains("flagpost_history_queries_total 5.0\n", "flagpost_checks_stored_lag NaN\n");

    lag.set(300);
    assertThat(scrape()).contains("flagpost_checks_stored_lag 300.0\n");
  }

  private String scrape() {
    return Futures.await(metrics.scrape());
  }
}
