package io.flagpost.plugin.replayedrequest;

import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import java.util.List;

/** Entry point, named by the manifest. */
public final class ReplayedRequestPlugin implements RedFlagPlugin {

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    return List.of(new ReplayedRequestCheck(context.configuration(ReplayedRequestSettings.class)));
  }
}
