package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import java.util.List;

/** Entry point, named by the manifest. */
public final class ClonedActivationPlugin implements RedFlagPlugin {

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    return List.of(
        new ClonedActivationCheck(context.configuration(ClonedActivationSettings.class)));
  }
}
