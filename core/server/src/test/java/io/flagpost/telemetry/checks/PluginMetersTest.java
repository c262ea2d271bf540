package io.flagpost.telemetry.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.PluginMode;
import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.host.PluginStatus.State;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PluginMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final AtomicReference<List<PluginStatus>> plugins = new AtomicReference<>();
  private final PluginMeters meters = PluginMeters.bind(plugins::get, registry);

  @Test
  void whatEachPluginHasDoneIsTold() {
    plugins.set(List.of(plugin("acme", State.QUARANTINED, 7)));

    assertThat(scrape())
        .contains(
            "flagpost_plugins{state=\"quarantined\"} 1.0\n",
            "flagpost_plugins{state=\"running\"} 0.0\n",
            "flagpost_plugin_records{plugin=\"acme\"} 7.0\n",
            "flagpost_plugin_batches{plugin=\"acme\"} 2.0\n",
            "flagpost_plugin_faults{plugin=\"acme\"} 3.0\n",
            "flagpost_plugin_undecided{plugin=\"acme\"} 4.0\n",
            "flagpost_plugin_timeouts{plugin=\"acme\"} 5.0\n",
            "flagpost_plugin_shed{plugin=\"acme\"} 6.0\n",
            "flagpost_plugin_answers{plugin=\"acme\"} 8.0\n",
            "flagpost_plugin_answer_seconds{plugin=\"acme\"} 1.5\n",
            "flagpost_plugin_flags{plugin=\"acme\"} 9.0\n",
            "flagpost_plugin_leaked_threads{plugin=\"acme\"} 1.0\n",
            "flagpost_plugin_quarantined{plugin=\"acme\"} 1.0\n");
  }

  @Test
  void aPluginWhoseNewVersionWasRefusedCountsByTheOneThatRuns() {
    plugins.set(List.of(plugin("acme", State.RUNNING, 7), plugin("acme", State.REFUSED, 0)));

    assertThat(scrape())
        .contains(
            "flagpost_plugins{state=\"running\"} 1.0\n",
            "flagpost_plugins{state=\"refused\"} 1.0\n",
            "flagpost_plugin_records{plugin=\"acme\"} 7.0\n");
  }

  @Test
  void aPluginThatIsGoneIsNoLongerTold() {
    plugins.set(List.of(plugin("acme", State.RUNNING, 7)));
    assertThat(scrape()).contains("{plugin=\"acme\"}");

    plugins.set(List.of());
    assertThat(scrape())
        .contains("flagpost_plugins{state=\"running\"} 0.0\n")
        .doesNotContain("acme");
  }

  private String scrape() {
    meters.refresh();
    return registry.scrape();
  }

  private static PluginStatus plugin(String id, State state, long records) {
    return new PluginStatus(
        id + ".jar",
        id,
        "1.0.0",
        PluginMode.LIVE,
        state,
        "",
        List.of(id + ".check"),
        new PluginStatus.Counts(records, 2, 3, 4, 5, 6, 8, 1_500_000_000, 9),
        1);
  }
}
