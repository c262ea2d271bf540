package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import java.util.List;

/** Entry point, named by the manifest. */
public final class SharedLicensePlugin implements RedFlagPlugin {

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    return List.of(new SharedLicenseCheck(context.configuration(SharedLicenseSettings.class)));
  }
}
