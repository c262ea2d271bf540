package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.host.PluginStatus.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures how many plugins there are in each state, and what each of them has done. Plugins come
 * and go, so {@link #refresh} is to be called before each scrape.
 */
public final class PluginMeters {
  private static final double NANOS = 1e9;

  private final Supplier<List<PluginStatus>> plugins;
  private final MeterRegistry registry;
  private final MultiGauge states;
  private final List<PerPlugin> counts = new ArrayList<>();

  private record PerPlugin(MultiGauge meter, ToDoubleFunction<PluginStatus> value) {}

  private PluginMeters(Supplier<List<PluginStatus>> plugins, MeterRegistry registry) {
    this.plugins = plugins;
    this.registry = registry;
    this.states =
        MultiGauge.builder("flagpost.plugins")
            .description("Plugins in the drop folder, by what they do")
            .register(registry);
  }

  /** Adds the meters of the plugins that are there at each {@link #refresh}. */
  public static PluginMeters bind(Supplier<List<PluginStatus>> plugins, MeterRegistry registry) {
    PluginMeters meters = new PluginMeters(plugins, registry);
    meters.add(
        "records",
        "Records handed to the plugin since the gateway started",
        plugin -> plugin.counts().records());
    meters.add("batches", "Hand-overs in which they went", plugin -> plugin.counts().batches());
    meters.add(
        "faults",
        "Checks that failed by the plugin's own fault",
        plugin -> plugin.counts().faults());
    meters.add(
        "timeouts", "Checks that gave no answer in time", plugin -> plugin.counts().timeouts());
    meters.add(
        "undecided",
        "Checks of the plugin that said that they cannot tell now",
        plugin -> plugin.counts().undecided());
    meters.add(
        "shed",
        "Records that the plugin did not get for want of room or trust",
        plugin -> plugin.counts().shed());
    meters.add(
        "answers", "Checks that gave an answer in time", plugin -> plugin.counts().answers());
    meters.add(
        "answer.seconds",
        "How long those took together, each from its record's hand-over on",
        plugin -> plugin.counts().answerNanos() / NANOS);
    meters.add("flags", "Flags in those answers", plugin -> plugin.counts().flags());
    meters.add(
        "leaked.threads",
        "Threads of stopped versions that still run",
        PluginStatus::leakedThreads);
    meters.add(
        "quarantined",
        "1 while the plugin is in quarantine",
        plugin -> plugin.state() == State.QUARANTINED ? 1 : 0);
    return meters;
  }

  private void add(String count, String what, ToDoubleFunction<PluginStatus> value) {
    counts.add(
        new PerPlugin(
            MultiGauge.builder("flagpost.plugin." + count).description(what).register(registry),
            value));
  }

  /** Reads the plugins anew. One thread at a time. */
  public void refresh() {
    List<PluginStatus> now = plugins.get();
    states.register(
        Arrays.stream(State.values()).<Row<?>>map(state -> inState(state, now)).toList(), true);
    Map<String, PluginStatus> known = new LinkedHashMap<>();
    for (PluginStatus plugin : now) {
      if (plugin.state() != State.REFUSED) { // another version of it may run
        known.put(plugin.id(), plugin);
      }
    }
    for (PerPlugin count : counts) {
      count.meter.register(
          known.entrySet().stream()
              .<Row<?>>map(
                  plugin ->
                      Row.of(
                          Tags.of("plugin", plugin.getKey()),
                          count.value.applyAsDouble(plugin.getValue())))
              .toList(),
          true);
    }
  }

  private static Row<?> inState(State state, List<PluginStatus> plugins) {
    return Row.of(
        Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
        plugins.stream().filter(plugin -> plugin.state() == state).count());
  }
}
