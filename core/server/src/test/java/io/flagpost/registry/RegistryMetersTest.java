package io.flagpost.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RegistryMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void theReferenceDataIsLookedAtAtEachScrape() {
    AtomicLong reloads = new AtomicLong(7);
    RegistryMeters.bind(
        () ->
            new RegistryState(Instant.ofEpochSecond(5), reloads.get(), 2, 3, 4, 6, 1, false, true),
        registry);
    System.gc(); // nothing may hang on a weak reference

    assertThat(registry.scrape())
        .contains(
            "flagpost_registry_reloads_total 7.0\n",
            "flagpost_registry_reloads_failed_total 2.0\n",
            "flagpost_registry_license_queries_total 3.0\n",
            "flagpost_registry_activation_queries_total 4.0\n",
            "flagpost_registry_cache_hits_total 6.0\n",
            "flagpost_registry_cache_misses_total 1.0\n",
            "flagpost_registry_lookups_available 0.0\n",
            "flagpost_registry_stale 1.0\n",
            "flagpost_registry_snapshot_time_seconds 5.0\n");

    reloads.set(8);
    assertThat(registry.scrape()).contains("flagpost_registry_reloads_total 8.0\n");
  }
}
