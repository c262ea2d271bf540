package com.acme.probe;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Raises acme-probe/debugger_attached where our software says that a debugger was attached. */
public final class AcmeProbe implements RedFlagPlugin, RedFlagCheck {

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    return List.of(this, new TwoNetworks());
  }

  @Override
  public String id() {
    return "debugger";
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    boolean attached = telemetry.textData().filter(it -> it.contains("debugger=1")).isPresent();
    Flag flag = Flag.of("debugger_attached", Severity.HIGH, "A debugger was attached.");
    return CompletableFuture.completedStage(attached ? List.of(flag) : List.of());
  }
}
