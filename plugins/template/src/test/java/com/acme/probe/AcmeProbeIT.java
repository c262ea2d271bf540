package com.acme.probe;

import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Puts the packaged plugin, loaded as the gateway does, through what every plugin must pass. */
class AcmeProbeIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    return List.of(
        VerdictSample.of("no debugger", SampleRecords.complete().textData("debugger=0").build()),
        VerdictSample.of("no text", SampleRecords.complete().textData(null).build()),
        VerdictSample.of("the same network", sent("192.0.2.9", 5)).after(sent("192.0.2.1", 0)),
        VerdictSample.of("ten minutes on", sent("198.51.100.1", 10)).after(sent("192.0.2.1", 0)));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("a debugger", SampleRecords.complete().textData("debugger=1").build())
            .raises("acme-probe/debugger_attached"),
        VerdictSample.of("two networks", sent("198.51.100.1", 9))
            .after(sent("192.0.2.1", 0)) // stored before, and folded first
            .raises("acme-probe/two_networks"));
  }

  private static Telemetry sent(String address, int minute) {
    return SampleRecords.complete(
            UUID.randomUUID(), SampleRecords.RECEIVED_AT.plus(Duration.ofMinutes(minute)))
        .clientAddress(address)
        .build();
  }
}
