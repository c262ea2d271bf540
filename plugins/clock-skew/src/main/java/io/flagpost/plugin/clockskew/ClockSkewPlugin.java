package io.flagpost.plugin.clockskew;

import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import java.util.List;

/** Entry point, named by the manifest. */
public final class ClockSkewPlugin implements RedFlagPlugin {

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    return List.of(new ClockSkewCheck(context.configuration(ClockSkewSettings.class)));
  }
}
