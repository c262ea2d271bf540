package io.flagpost.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class HealthMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void whetherTheNodeIsReadyIsTold() {
    Health health = new Health();
    HealthMeters.bind(health, registry);

    assertThat(registry.scrape()).contains("flagpost_ready 0.0\n");

    health.accept();
    assertThat(registry.scrape()).contains("flagpost_ready 1.0\n");
  }
}
