package io.flagpost.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.testing.Futures;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
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
  void whatMustBeBroughtUpToDateIsSoBeforeEachScrape() {
    AtomicLong looks = new AtomicLong();
    metrics.registry().gauge("looks", looks);
    metrics.beforeScrape(looks::incrementAndGet);

    assertThat(scrape()).contains("looks 1.0\n");
    assertThat(scrape()).contains("looks 2.0\n");
  }

  private String scrape() {
    return Futures.await(metrics.scrape());
  }
}
