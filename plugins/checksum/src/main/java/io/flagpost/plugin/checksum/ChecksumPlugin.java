package io.flagpost.plugin.checksum;

import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import java.util.List;

/** Entry point, named by the manifest. */
public final class ChecksumPlugin implements RedFlagPlugin {

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    return List.of(new ChecksumCheck(context.configuration(ChecksumSettings.class)));
  }
}
