package io.flagpost.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerdictMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void howFarTheChecksOnStoredRecordsAreBehindIsTold() {
    AtomicLong lag = new AtomicLong(-1);
    VerdictMeters.bind(() -> 5, lag::get, registry);
    assertThat(registry.scrape())
        .contains("flagpost_history_queries_total 5.0\n", "flagpost_checks_stored_lag NaN\n");

    lag.set(300);
    assertThat(registry.scrape()).contains("flagpost_checks_stored_lag 300.0\n");
  }
}
