package com.acme.probe;

import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import java.util.List;
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
        VerdictSample.of("no text", SampleRecords.complete().textData(null).build()));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("a debugger", SampleRecords.complete().textData("debugger=1").build())
            .raises("acme-probe/debugger_attached"));
  }
}
